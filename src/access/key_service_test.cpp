#include "access/key_service.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "access/testing/fake_key_store.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

RequestContext who(std::string tenant, Scopes scopes) {
    RequestContext context;
    context.principal = {
        .tenant = {std::move(tenant)}, .subject = "ann", .key = {}, .scopes = scopes
    };
    return context;
}

class KeyServiceTest : public ::testing::Test {
  protected:
    KeyStanding standing(const std::string& text) {
        const auto shown = parse_key(text);
        EXPECT_TRUE(shown);
        const auto check = ring_.check({}, *shown);
        EXPECT_TRUE(check);
        return check->standing;
    }

    IssuedKey make(const RequestContext& context, Scopes scopes = {Scope::retrieve_read}) {
        auto made = service_.create(context, {.name = "robot", .scopes = scopes});
        EXPECT_TRUE(made) << made.error().message;
        return std::move(*made);
    }

    ManualClock clock_;
    testing::FakeKeyStore store_;
    KeyRing ring_{store_, clock_, {}};
    KeyService service_{store_, ring_, clock_};
    const RequestContext admin_ = who("acme", {Scope::admin});
    const RequestContext stranger_ = who("other", {Scope::admin});
    const RequestContext operator_ = who("ops", {Scope::admin, Scope::tenants_admin});
};

TEST_F(KeyServiceTest, MadeKeyLetsInAndItsSecretIsNotKept) {
    const IssuedKey made = make(admin_);
    EXPECT_EQ(standing(made.text), KeyStanding::good);
    EXPECT_EQ(made.key.tenant.value, "acme");
    EXPECT_EQ(made.key.created_at, clock_.now());
    const auto kept = service_.find(admin_, made.key.id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, made.key);
    const auto secret = parse_key(made.text)->secret;
    EXPECT_EQ(kept->digest, key_digest(secret));
    EXPECT_FALSE(kept->digest.contains(secret));
}

TEST_F(KeyServiceTest, KeyThatWasAskedForBeforeItWasMadeIsKnownAtOnce) {
    const IssuedKey made = make(admin_);
    EXPECT_EQ(standing(format_key(make_key_text())), KeyStanding::unknown);
    EXPECT_EQ(standing(made.text), KeyStanding::good);
}

TEST_F(KeyServiceTest, NamesEveryMemberOutOfRange) {
    const auto made =
        service_.create(admin_, {.name = "a\nb", .scopes = {}, .expires_at = clock_.now()});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    ASSERT_EQ(made.error().violations.size(), 3U);
    EXPECT_EQ(made.error().violations[0].field, "/name");
    EXPECT_EQ(made.error().violations[1].field, "/scopes");
    EXPECT_EQ(made.error().violations[2].field, "/expires_at");
    EXPECT_FALSE(service_.create(admin_, {.name = std::string(101, 'a'), .scopes = {Scope::admin}})
    );
}

TEST_F(KeyServiceTest, NobodyMakesAKeyThatMayDoMoreThanThey) {
    const RequestContext reader = who("acme", {Scope::retrieve_read});
    EXPECT_TRUE(service_.create(reader, {.name = "k", .scopes = {Scope::retrieve_read}}));
    for (const auto& [caller, scope] :
         {std::pair(reader, Scope::jobs_read),
          {reader, Scope::admin},
          {admin_, Scope::tenants_admin}}) {
        const auto made = service_.create(caller, {.name = "k", .scopes = {scope}});
        ASSERT_FALSE(made) << to_string(scope);
        EXPECT_EQ(made.error().code, ErrorCode::permission_denied);
    }
    EXPECT_TRUE(service_.create(operator_, {.name = "k", .scopes = {Scope::tenants_admin}}));
}

TEST_F(KeyServiceTest, OnlyAnOperatorMakesKeysOfAnotherTenant) {
    const NewKey wanted{.name = "k", .scopes = {Scope::admin}, .tenant = TenantId{"new"}};
    const auto refused = service_.create(admin_, wanted);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
    const auto made = service_.create(operator_, wanted);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->key.tenant.value, "new");
}

TEST_F(KeyServiceTest, TenantNamesAreChecked) {
    for (const char* name : {"", "A", "a b", "-a", "a/b"}) {
        const auto made = service_.create(
            operator_, {.name = "k", .scopes = {Scope::admin}, .tenant = TenantId{name}}
        );
        ASSERT_FALSE(made) << name;
        EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    }
}

TEST_F(KeyServiceTest, AnotherTenantsKeyLooksLikeNone) {
    const IssuedKey made = make(admin_);
    const KeyId absent{"0000000000000000"};
    const auto message = [](const KeyId& id) { return "key " + id.value + " not found"; };
    for (const KeyId& id : {made.key.id, absent}) {
        for (const auto& error :
             {service_.find(stranger_, id).error(),
              service_.rotate(stranger_, id).error(),
              service_.revoke(stranger_, id).error()}) {
            EXPECT_EQ(error.code, ErrorCode::not_found);
            EXPECT_EQ(error.message, message(id));
        }
    }
    EXPECT_EQ(standing(made.text), KeyStanding::good);
    EXPECT_TRUE(service_.find(operator_, made.key.id));
}

TEST_F(KeyServiceTest, ListsTheCallersTenantAndOthersForAnOperator) {
    make(admin_);
    make(stranger_);
    EXPECT_EQ(service_.list(admin_, {})->items.size(), 1U);
    EXPECT_EQ(service_.list(operator_, {})->items.size(), 0U);
    EXPECT_EQ(service_.list(operator_, {}, TenantId{"acme"})->items.size(), 1U);
    const auto refused = service_.list(admin_, {}, TenantId{"other"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
}

TEST_F(KeyServiceTest, RotationKeepsTheOldSecretForItsGracePeriod) {
    const IssuedKey made = make(admin_);
    standing(made.text);  // known to the ring
    const auto renewed = service_.rotate(admin_, made.key.id);
    ASSERT_TRUE(renewed) << renewed.error().message;
    EXPECT_NE(renewed->text, made.text);
    EXPECT_EQ(renewed->key.id, made.key.id);
    EXPECT_EQ(standing(made.text), KeyStanding::good);
    EXPECT_EQ(standing(renewed->text), KeyStanding::good);
    clock_.advance(24h);
    EXPECT_EQ(standing(made.text), KeyStanding::wrong_secret);
    EXPECT_EQ(standing(renewed->text), KeyStanding::good);
}

TEST_F(KeyServiceTest, RotationWithoutGraceEndsTheOldSecretAtOnce) {
    const IssuedKey made = make(admin_);
    standing(made.text);
    const auto renewed = service_.rotate(admin_, made.key.id, 0ms);
    ASSERT_TRUE(renewed);
    EXPECT_EQ(standing(made.text), KeyStanding::wrong_secret);
    EXPECT_EQ(standing(renewed->text), KeyStanding::good);
}

TEST_F(KeyServiceTest, OnlyOneSecretIsInGrace) {
    const IssuedKey first = make(admin_);
    const auto second = service_.rotate(admin_, first.key.id);
    const auto third = service_.rotate(admin_, first.key.id);
    ASSERT_TRUE(second && third);
    EXPECT_EQ(standing(first.text), KeyStanding::wrong_secret);
    EXPECT_EQ(standing(second->text), KeyStanding::good);
    EXPECT_EQ(standing(third->text), KeyStanding::good);
}

TEST_F(KeyServiceTest, GracePeriodHasBounds) {
    const IssuedKey made = make(admin_);
    for (const auto grace : {std::chrono::milliseconds(-1), std::chrono::milliseconds(31 * 24h)}) {
        const auto renewed = service_.rotate(admin_, made.key.id, grace);
        ASSERT_FALSE(renewed);
        EXPECT_EQ(renewed.error().code, ErrorCode::invalid_argument);
    }
}

TEST_F(KeyServiceTest, RevocationCountsAtOnceAndForGood) {
    const IssuedKey made = make(admin_);
    standing(made.text);
    const auto revoked = service_.revoke(admin_, made.key.id);
    ASSERT_TRUE(revoked);
    EXPECT_EQ(revoked->revoked_at, clock_.now());
    EXPECT_EQ(standing(made.text), KeyStanding::revoked);

    clock_.advance(1s);
    const auto again = service_.revoke(admin_, made.key.id);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->revoked_at, revoked->revoked_at);
    const auto renewed = service_.rotate(admin_, made.key.id);
    ASSERT_FALSE(renewed);
    EXPECT_EQ(renewed.error().code, ErrorCode::failed_precondition);
}

TEST_F(KeyServiceTest, ExpiredKeyCannotBeRotated) {
    const auto made = service_.create(
        admin_, {.name = "k", .scopes = {Scope::admin}, .expires_at = clock_.now() + 1s}
    );
    ASSERT_TRUE(made);
    clock_.advance(1s);
    EXPECT_EQ(service_.rotate(admin_, made->key.id).error().code, ErrorCode::failed_precondition);
}

TEST_F(KeyServiceTest, NobodyRotatesOrRevokesAKeyThatMayDoMoreThanThey) {
    const IssuedKey strong = make(who("acme", Scopes::all()), {Scope::tenants_admin});
    for (const auto& error :
         {service_.rotate(admin_, strong.key.id).error(),
          service_.revoke(admin_, strong.key.id).error()}) {
        EXPECT_EQ(error.code, ErrorCode::permission_denied);
    }
    EXPECT_EQ(standing(strong.text), KeyStanding::good);
    EXPECT_TRUE(service_.find(admin_, strong.key.id)) << "may be seen";
}

TEST_F(KeyServiceTest, RotationDoesNotUndoARevocationThatCameInBetween) {
    const IssuedKey made = make(admin_);
    std::jthread revoker;
    // Starts the revocation after the rotation has read the key; the lock makes it wait.
    store_.after_read([&] {
        store_.after_read(nullptr);
        revoker = std::jthread([&] { EXPECT_TRUE(service_.revoke(admin_, made.key.id)); });
    });
    ASSERT_TRUE(service_.rotate(admin_, made.key.id));
    revoker.join();
    EXPECT_TRUE(service_.find(admin_, made.key.id)->revoked_at);
}

TEST_F(KeyServiceTest, StoresFailuresArePassedOn) {
    const IssuedKey made = make(admin_);
    store_.fail_with(Error{.code = ErrorCode::unavailable, .message = "down"});
    EXPECT_EQ(
        service_.create(admin_, {.name = "k", .scopes = {Scope::admin}}).error().code,
        ErrorCode::unavailable
    );
    EXPECT_EQ(service_.find(admin_, made.key.id).error().code, ErrorCode::unavailable);
    EXPECT_EQ(service_.rotate(admin_, made.key.id).error().code, ErrorCode::unavailable);
    EXPECT_EQ(service_.revoke(admin_, made.key.id).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace lectern::access
