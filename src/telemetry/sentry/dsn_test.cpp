#include "telemetry/sentry/dsn.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::telemetry::sentry {
namespace {

TEST(Dsn, TellsWhereEnvelopesGo) {
    const auto dsn = parse_dsn("https://0f1e2d3c@sentry.example.org/42");
    ASSERT_TRUE(dsn) << dsn.error().message;
    EXPECT_EQ(dsn->envelope_url(), "https://sentry.example.org/api/42/envelope/");
    EXPECT_EQ(
        dsn->authorization("lectern/1"),
        "Sentry sentry_version=7, sentry_client=lectern/1, sentry_key=0f1e2d3c"
    );
}

TEST(Dsn, TakesEveryPart) {
    const auto dsn = parse_dsn("HTTP://key:secret@[::1]:9000/a/b-c/my_project");
    ASSERT_TRUE(dsn) << dsn.error().message;
    EXPECT_EQ(
        *dsn,
        (
            Dsn{.scheme = "http",
                .public_key = "key",
                .secret_key = "secret",
                .host = "[::1]",
                .port = 9000,
                .path = "/a/b-c",
                .project = "my_project"}
        )
    );
    EXPECT_EQ(dsn->envelope_url(), "http://[::1]:9000/a/b-c/api/my_project/envelope/");
    EXPECT_TRUE(dsn->authorization("c").ends_with("sentry_key=key, sentry_secret=secret"));
}

TEST(Dsn, RefusesWhatIsNoneAndShowsNothingOfIt) {
    const std::string long_one = "https://verysecretkey@host/" + std::string(3000, '1');
    for (const std::string text : {
             "verysecretkey",
             "ftp://verysecretkey@host/1",
             "//verysecretkey@host/1",
             "https://host/verysecretkey",
             "https://@verysecretkey/1",
             "https://verysecretkey@host",
             "https://verysecretkey@host/",
             "https://verysecretkey@host/1/",
             "https://verysecretkey@host//1",
             "https://verysecretkey@host/a//1",
             "https://verysecretkey@host/1?a=b",
             "https://verysecretkey@host/1#a",
             "https://verysecretkey@host/1 ",
             " https://verysecretkey@host/1",
             "https://verysecretkey@/1",
             "https://verysecretkey:@host/1",
             "https://:verysecretkey@host/1",
             "https://verysecretkey@host:/1",
             "https://verysecretkey@host:0/1",
             "https://verysecretkey@host:65536/1",
             "https://verysecretkey@host:80x/1",
             "https://verysecretkey@[::1/1",
             "https://verysecretkey@[localhost]/1",
             "https://verysecretkey@[::1]x/1",
             "https://verysecretkey@ho st/1",
             "https://verysecret\r\nkey@host/1",
             long_one.c_str(),
         }) {
        const auto dsn = parse_dsn(text);
        ASSERT_FALSE(dsn) << text;
        EXPECT_EQ(dsn.error().code, ErrorCode::invalid_argument);
        EXPECT_TRUE(dsn.error().message.starts_with("the DSN ")) << dsn.error().message;
        EXPECT_FALSE(dsn.error().message.contains("secret")) << dsn.error().message;
    }
}

rc::Gen<std::string> words(std::string letters, int longest) {
    return rc::gen::mapcat(rc::gen::inRange(1, longest + 1), [letters](int size) {
        return rc::gen::container<std::string>(
            static_cast<std::size_t>(size), rc::gen::elementOf(letters)
        );
    });
}

RC_GTEST_PROP(Dsn, GivesBackWhatItWasMadeOf, ()) {
    const std::string letters = "abcXYZ019";
    Dsn dsn{
        .scheme = *rc::gen::element<std::string>("http", "https"),
        .public_key = *words(letters + "-_", 40),
        .host = *words(letters + ".-", 40),
        .port = *rc::gen::arbitrary<std::uint16_t>(),
        .project = *words(letters, 20),
    };
    if (*rc::gen::arbitrary<bool>()) dsn.secret_key = *words(letters, 40);
    const auto segments = *rc::gen::inRange(0, 4);
    for (int i = 0; i < segments; ++i) dsn.path += "/" + *words(letters + ".-_", 8);

    std::string text = dsn.scheme + "://" + dsn.public_key;
    if (!dsn.secret_key.empty()) text += ":" + dsn.secret_key;
    text += "@" + dsn.host;
    if (dsn.port != 0) text += ":" + std::to_string(dsn.port);
    text += dsn.path + "/" + dsn.project;
    const auto read = parse_dsn(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == dsn);
    RC_ASSERT(!dsn.envelope_url().contains("@"));
}

RC_GTEST_PROP(Dsn, TakesAnyBytes, (const std::string& bytes)) {
    for (const std::string& text : {bytes, "https://" + bytes, "https://key@" + bytes}) {
        const auto dsn = parse_dsn(text);
        if (!dsn) RC_ASSERT(dsn.error().code == ErrorCode::invalid_argument);
        // A header and a URL are made of it.
        if (dsn) RC_ASSERT(!dsn->authorization("c").contains('\n'));
    }
}

}  // namespace
}  // namespace lectern::telemetry::sentry
