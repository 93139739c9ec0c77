#include <gtest/gtest.h>

#include "lectern/v1/dataset.grpc.pb.h"
#include "transport/grpc/credentials.hpp"
#include "transport/grpc/testing/certificates.hpp"
#include "transport/grpc/testing/running_grpc.hpp"

namespace lectern::transport::grpc {
namespace {

using ::grpc::StatusCode;
using testing::Certificates;
using testing::ClientCall;
using testing::RunningGrpc;

ServerOptions with_tls(const Certificates& files, const std::string& client_ca = {}) {
    return {
        .tls =
            TlsOptions{
                .certificate_file = files.path("server.pem"),
                .key_file = files.path("server.key"),
                .client_ca_file = client_ca,
            }
    };
}

StatusCode list(RunningGrpc& server, const ::grpc::SslCredentialsOptions& options) {
    const auto stub = v1::DatasetService::NewStub(server.channel(::grpc::SslCredentials(options)));
    ClientCall call;
    v1::ListDatasetsResponse response;
    return stub->ListDatasets(&call, {}, &response).error_code();
}

::grpc::SslCredentialsOptions trusting(const Certificates& files) {
    ::grpc::SslCredentialsOptions options;
    options.pem_root_certs = files.read("ca.pem");
    return options;
}

TEST(GrpcTls, ServesWhoTrustsTheCertificate) {
    const Certificates files({"server"});
    const Certificates others({"server"});
    RunningGrpc server(with_tls(files));
    EXPECT_EQ(list(server, trusting(files)), StatusCode::OK);
    EXPECT_EQ(list(server, trusting(others)), StatusCode::UNAVAILABLE);
}

TEST(GrpcTls, ServesWithMutualTlsWhoShowsACertificateOfTheAuthority) {
    const Certificates files({"server", "client"});
    const Certificates others({"client"});
    RunningGrpc server(with_tls(files, files.path("ca.pem")));
    const auto showing = [&](const Certificates& shown) {
        ::grpc::SslCredentialsOptions options = trusting(files);
        options.pem_private_key = shown.read("client.key");
        options.pem_cert_chain = shown.read("client.pem");
        return options;
    };
    EXPECT_EQ(list(server, showing(files)), StatusCode::OK);
    EXPECT_EQ(list(server, trusting(files)), StatusCode::UNAVAILABLE);
    EXPECT_EQ(list(server, showing(others)), StatusCode::UNAVAILABLE);
}

TEST(GrpcTls, NamesTheFileThatCannotBeUsed) {
    const Certificates files({"server", "other"});
    const auto refused = [](const TlsOptions& tls) {
        const auto loaded = load_credentials(tls);
        EXPECT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid_argument);
        return loaded.error().message;
    };
    const std::string certificate = files.path("server.pem");
    const std::string key = files.path("server.key");
    EXPECT_EQ(
        refused({.certificate_file = files.path("absent"), .key_file = key}),
        "TLS file " + files.path("absent") + " cannot be read"
    );
    EXPECT_EQ(
        refused({.certificate_file = key, .key_file = key}),
        "TLS file " + key + " holds no certificate chain in PEM"
    );
    EXPECT_EQ(
        refused({.certificate_file = certificate, .key_file = files.path("other.key")}),
        "TLS file " + files.path("other.key") + " holds no private key of the certificate in PEM"
    );
    EXPECT_EQ(
        refused({.certificate_file = certificate, .key_file = key, .client_ca_file = key}),
        "TLS file " + key + " holds no certificate in PEM"
    );
}

}  // namespace
}  // namespace lectern::transport::grpc
