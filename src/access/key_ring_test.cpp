#include "access/key_ring.hpp"

#include <gtest/gtest.h>

#include "access/testing/fake_key_store.hpp"
#include "access/testing/manual_steady.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

class KeyRingTest : public ::testing::Test {
  protected:
    KeyText give_out() {
        const KeyText text = make_key_text();
        key_ = {
            .id = text.id,
            .tenant = {"acme"},
            .name = "robot",
            .scopes = {Scope::retrieve_read},
            .digest = key_digest(text.secret),
            .created_at = clock_.now(),
        };
        EXPECT_TRUE(store_.create({}, key_));
        return text;
    }

    KeyStanding standing(const KeyText& shown) {
        const auto check = ring_.check({}, shown);
        EXPECT_TRUE(check) << check.error().message;
        return check->standing;
    }

    void store_changed() {
        EXPECT_TRUE(store_.replace({}, key_));
        ring_.forget(key_.id);
    }

    ManualClock clock_;
    testing::ManualSteady steady_;
    testing::FakeKeyStore store_;
    domain::ApiKey key_;
    KeyRing ring_{
        store_, clock_, {.lifetime = 5s, .max_keys = 3, .max_absent = 2}, steady_.clock()
    };
};

TEST_F(KeyRingTest, KnowsAGoodKeyByItsSecretAlone) {
    const KeyText text = give_out();
    const auto check = ring_.check({}, text);
    ASSERT_TRUE(check);
    EXPECT_EQ(check->standing, KeyStanding::good);
    EXPECT_EQ(*check->key, key_);
    EXPECT_EQ(standing({text.id, make_key_secret()}), KeyStanding::wrong_secret);
    EXPECT_EQ(standing(make_key_text()), KeyStanding::unknown);
}

TEST_F(KeyRingTest, KeyEndsAtTheMomentItExpires) {
    const KeyText text = give_out();
    key_.expires_at = clock_.now() + 1s;
    store_changed();
    clock_.advance(999ms);
    EXPECT_EQ(standing(text), KeyStanding::good);
    clock_.advance(1ms);
    EXPECT_EQ(standing(text), KeyStanding::expired);
}

TEST_F(KeyRingTest, RevokedKeyIsNoGoodWhateverElse) {
    const KeyText text = give_out();
    key_.revoked_at = clock_.now();
    key_.expires_at = clock_.now();
    store_changed();
    EXPECT_EQ(standing(text), KeyStanding::revoked);
}

TEST_F(KeyRingTest, PreviousSecretIsGoodInItsGracePeriodOnly) {
    const KeyText old = give_out();
    const KeyText renewed{old.id, make_key_secret()};
    key_.previous_digest = key_.digest;
    key_.digest = key_digest(renewed.secret);
    key_.previous_expires_at = clock_.now() + 1s;
    store_changed();
    EXPECT_EQ(standing(old), KeyStanding::good);
    EXPECT_EQ(standing(renewed), KeyStanding::good);
    clock_.advance(1s);
    EXPECT_EQ(standing(old), KeyStanding::wrong_secret);
    EXPECT_EQ(standing(renewed), KeyStanding::good);
}

TEST_F(KeyRingTest, EmptyPreviousDigestFitsNoSecret) {
    const KeyText text = give_out();
    key_.previous_expires_at = clock_.now() + 1h;
    store_changed();
    EXPECT_EQ(standing({text.id, ""}), KeyStanding::wrong_secret);
}

TEST_F(KeyRingTest, AsksTheStoreOnceALifetime) {
    const KeyText text = give_out();
    for (int i = 0; i < 10; ++i) standing(text);
    EXPECT_EQ(store_.reads(), 1);
    steady_.advance(4999ms);
    standing(text);
    EXPECT_EQ(store_.reads(), 1);
    steady_.advance(1ms);
    standing(text);
    EXPECT_EQ(store_.reads(), 2);
}

TEST_F(KeyRingTest, RemembersThatThereIsNone) {
    const KeyText stranger = make_key_text();
    standing(stranger);
    standing(stranger);
    EXPECT_EQ(store_.reads(), 1);
    steady_.advance(5s);
    standing(stranger);
    EXPECT_EQ(store_.reads(), 2);
}

TEST_F(KeyRingTest, GuessesPushNoGoodKeyOut) {
    const KeyText text = give_out();
    standing(text);
    for (int i = 0; i < 100; ++i) standing(make_key_text());
    const int reads = store_.reads();
    standing(text);
    EXPECT_EQ(store_.reads(), reads);
}

TEST_F(KeyRingTest, ForgottenKeyIsReadAgainAtOnce) {
    const KeyText text = give_out();
    standing(text);
    key_.revoked_at = clock_.now();
    ASSERT_TRUE(store_.replace({}, key_));
    EXPECT_EQ(standing(text), KeyStanding::good) << "another process's change counts later";
    ring_.forget(key_.id);
    EXPECT_EQ(standing(text), KeyStanding::revoked);
}

TEST_F(KeyRingTest, KeepsNothingThatChangedWhileItWasRead) {
    const KeyText text = give_out();
    store_.after_read([this] {
        store_.after_read(nullptr);
        key_.revoked_at = clock_.now();
        store_changed();
    });
    standing(text);  // read before the change: may be either
    EXPECT_EQ(standing(text), KeyStanding::revoked);
}

TEST_F(KeyRingTest, SaysThatTheStoreIsDownRatherThanNo) {
    const KeyText text = give_out();
    store_.fail_with(Error{.code = ErrorCode::unavailable, .message = "down"});
    const auto check = ring_.check({}, text);
    ASSERT_FALSE(check);
    EXPECT_EQ(check.error().code, ErrorCode::unavailable);
    store_.fail_with(std::nullopt);
    EXPECT_EQ(standing(text), KeyStanding::good) << "the failure was not kept";
}

}  // namespace
}  // namespace lectern::access
