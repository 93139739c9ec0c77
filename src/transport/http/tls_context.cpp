#include "transport/http/tls_context.hpp"

#include <utility>

#include <openssl/ssl.h>

namespace lectern::transport::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

Result<std::unique_ptr<ssl::context>> make_tls_context(const TlsOptions& options) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
    );
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);

    error_code error;
    context->use_certificate_chain_file(options.certificate_file, error);
    if (error) {
        return fail(
            ErrorCode::invalid_argument,
            "the TLS certificate " + options.certificate_file + " does not load"
        );
    }
    context->use_private_key_file(options.key_file, ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(native) != 1) {
        return fail(
            ErrorCode::invalid_argument,
            "the TLS key " + options.key_file + " does not load or does not match"
        );
    }
    return context;
}

}  // namespace lectern::transport::http
