#include "access/tenant_name.hpp"

#include <string>

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

TEST(TenantName, IsLowerCaseAndShort) {
    for (const std::string& name :
         {std::string("a"), std::string("acme-2_x"), std::string("0"), std::string(64, 'z')})
        EXPECT_TRUE(validate(TenantId{name})) << name;
    for (const std::string& name :
         {std::string(),
          std::string("Acme"),
          std::string("-a"),
          std::string("_a"),
          std::string("a.b"),
          std::string("a b"),
          std::string("a\0b", 3),
          std::string("ä"),
          std::string("../x"),
          std::string(65, 'a')})
        EXPECT_EQ(validate(TenantId{name}).error().code, ErrorCode::invalid_argument) << name;
}

}  // namespace
}  // namespace lectern::access
