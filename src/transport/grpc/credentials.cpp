#include "transport/grpc/credentials.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace lectern::transport::grpc {
namespace {

std::unexpected<Error> unusable(const std::string& file, const std::string& why) {
    return fail(ErrorCode::invalid_argument, "TLS file " + file + " " + why);
}

Result<std::string> read_file(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) return unusable(file, "cannot be read");
    return std::move(text).str();
}

struct FreeContext {
    void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};

Result<void> check_files(const TlsOptions& tls) {
    const std::unique_ptr<SSL_CTX, FreeContext> context(::SSL_CTX_new(::TLS_server_method()));
    Result<void> good;
    if (::SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate_file.c_str()) != 1)
        good = unusable(tls.certificate_file, "holds no certificate chain in PEM");
    else if (::SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM) !=
             1)
        good = unusable(tls.key_file, "holds no private key of the certificate in PEM");
    else if (!tls.client_ca_file.empty() &&
             ::SSL_CTX_load_verify_file(context.get(), tls.client_ca_file.c_str()) != 1)
        good = unusable(tls.client_ca_file, "holds no certificate in PEM");
    ::ERR_clear_error();
    return good;
}

}  // namespace

Result<std::shared_ptr<::grpc::ServerCredentials>> load_credentials(
    const std::optional<TlsOptions>& tls
) {
    if (!tls) return ::grpc::InsecureServerCredentials();
    auto certificate = read_file(tls->certificate_file);
    if (!certificate) return fail(certificate);
    auto key = read_file(tls->key_file);
    if (!key) return fail(key);
    if (auto good = check_files(*tls); !good) return fail(good);
    const bool is_mutual = !tls->client_ca_file.empty();
    ::grpc::SslServerCredentialsOptions options(
        is_mutual ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                  : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
    );
    options.pem_key_cert_pairs.push_back({std::move(*key), std::move(*certificate)});
    if (is_mutual) {
        auto authorities = read_file(tls->client_ca_file);
        if (!authorities) return fail(authorities);
        options.pem_root_certs = std::move(*authorities);
    }
    return ::grpc::SslServerCredentials(options);
}

}  // namespace lectern::transport::grpc
