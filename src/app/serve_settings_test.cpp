#include "app/serve_settings.hpp"

#include <gtest/gtest.h>

#include "app/load_config.hpp"

namespace lectern::app {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

std::string refusal(Settings settings) {
    const auto made = serve_settings(load_config({.settings = std::move(settings)}).value());
    if (made) return "(accepted)";
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    return made.error().message;
}

TEST(ServeSettings, WithoutAuthenticationEveryListenerIsOnLoopback) {
    EXPECT_EQ(refusal({}), "(accepted)");
    EXPECT_EQ(refusal({{"http.listen", "[::1]:0"}, {"admin.listen", "127.0.0.2:0"}}), "(accepted)");
    for (const char* setting : {"http.listen", "grpc.listen", "admin.listen"}) {
        for (const char* address : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1"}) {
            EXPECT_TRUE(refusal({{setting, address}}
            ).starts_with(std::string(setting) + " is not a loopback address")
            ) << address;
        }
        EXPECT_EQ(refusal({{setting, "0.0.0.0:1"}, {"http.insecure", "true"}}), "(accepted)");
    }
}

TEST(ServeSettings, WithAuthenticationTheAdminListenerAloneIsBound) {
    const std::pair<std::string, std::string> required{"auth.mode", "required"};
    EXPECT_EQ(refusal({required, {"http.listen", "0.0.0.0:1"}}), "(accepted)");
    EXPECT_NE(refusal({required, {"admin.listen", "0.0.0.0:1"}}), "(accepted)");
}

TEST(ServeSettings, TlsNeedsBothFiles) {
    EXPECT_NE(refusal({{"http.tls_certificate", "c.pem"}}), "(accepted)");
    EXPECT_NE(refusal({{"http.tls_key", "k.pem"}}), "(accepted)");
    EXPECT_EQ(
        refusal({{"http.tls_certificate", "c.pem"}, {"http.tls_key", "k.pem"}}), "(accepted)"
    );
}

TEST(ServeSettings, GpusAreNotSampledAllTheTime) {
    EXPECT_EQ(
        refusal({{"telemetry.gpu.interval", "99ms"}}), "telemetry.gpu.interval is at least 100ms"
    );
    EXPECT_EQ(refusal({{"telemetry.gpu.interval", "100ms"}}), "(accepted)");
}

TEST(ServeSettings, GrpcCanBeTurnedOff) {
    const auto made = [](Settings settings) {
        return serve_settings(load_config({.settings = std::move(settings)}).value()).value();
    };
    EXPECT_FALSE(made({{"grpc.listen", ""}}).grpc);
    EXPECT_EQ(made({}).grpc->text(), "127.0.0.1:50051");
    EXPECT_NE(refusal({{"grpc.tls_client_ca", "ca.pem"}}), "(accepted)");
}

TEST(ServeSettings, WhatIsWrongAboutAccessIsRefused) {
    EXPECT_NE(refusal({{"limits.burst", "5"}}), "(accepted)");
}

}  // namespace
}  // namespace lectern::app
