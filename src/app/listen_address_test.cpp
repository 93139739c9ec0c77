#include "app/listen_address.hpp"

#include <gtest/gtest.h>

namespace lectern::app {
namespace {

TEST(ListenAddress, ComesBackAsItWas) {
    for (const char* text : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:65535"}) {
        const auto address = parse_listen_address(text, "http.listen");
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), text);
    }
}

TEST(ListenAddress, NamesTheSettingThatIsWrong) {
    for (const char* text :
         {"",
          "127.0.0.1",
          "127.0.0.1:",
          ":8080",
          "localhost:8080",
          "127.0.0.1:65536",
          "127.0.0.1:-1",
          "::1:80",
          "[::1]",
          "[127.0.0.1]:80",
          "127.0.0.1:80x"}) {
        const auto address = parse_listen_address(text, "http.listen");
        ASSERT_FALSE(address) << text;
        EXPECT_TRUE(address.error().message.starts_with("http.listen should be"));
    }
}

TEST(ListenAddress, KnowsWhatOnlyThisMachineReaches) {
    EXPECT_TRUE(parse_listen_address("127.0.0.2:1", "")->is_loopback());
    EXPECT_TRUE(parse_listen_address("[::1]:1", "")->is_loopback());
    EXPECT_FALSE(parse_listen_address("0.0.0.0:1", "")->is_loopback());
    EXPECT_FALSE(parse_listen_address("[::]:1", "")->is_loopback());
}

}  // namespace
}  // namespace lectern::app
