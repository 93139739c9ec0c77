#include "transport/rest/router.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/rest/contract/operations.hpp"

namespace lectern::transport::rest {
namespace {

using Kind = Route::Kind;

const Router& router() {
    static const Router made(contract::operations);
    return made;
}

// A path of the template with every parameter replaced.
std::string fill(std::string_view path, std::string_view value) {
    std::string filled;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        filled.append(segment.starts_with("/{") ? "/" + std::string(value) : std::string(segment));
        path.remove_prefix(end);
    }
    return filled;
}

TEST(Router, FindsEveryOperationOfTheContract) {
    for (const Operation& operation : contract::operations) {
        const Route route = router().find(operation.method, fill(operation.path, "x%2Fy"));
        ASSERT_EQ(route.kind, Kind::found) << operation.id;
        EXPECT_EQ(route.operation->id, operation.id);
        EXPECT_EQ(route.template_path, operation.path);
        for (const auto& [name, value] : route.parameters) EXPECT_EQ(value, "x/y") << name;
    }
}

TEST(Router, DecodesParametersAfterTheSplit) {
    const Route route = router().find("GET", "/v1/documents/main/a%2Fb%20c");
    ASSERT_EQ(route.kind, Kind::found);
    ASSERT_EQ(route.parameters.size(), 2U);
    EXPECT_EQ(route.parameters[0].first, "dataset");
    EXPECT_EQ(route.parameters[0].second, "main");
    EXPECT_EQ(route.parameters[1].first, "document_id");
    EXPECT_EQ(route.parameters[1].second, "a/b c");
}

TEST(Router, NamesTheMethodsOfAPath) {
    const Route route = router().find("PATCH", "/v1/datasets/main");
    EXPECT_EQ(route.kind, Kind::wrong_method);
    EXPECT_EQ(route.template_path, "/v1/datasets/{dataset}");
    EXPECT_EQ(
        route.allowed, (std::vector<std::string_view>{"DELETE", "GET", "HEAD", "OPTIONS", "PUT"})
    );
}

TEST(Router, TakesHeadAsGet) {
    EXPECT_EQ(router().find("HEAD", "/livez").operation->id, "getLiveness");
    EXPECT_EQ(router().find("HEAD", "/v1/embed").kind, Kind::wrong_method);
}

TEST(Router, KnowsNoOtherPaths) {
    for (const char* path :
         {"",
          "/",
          "//",
          "/v1",
          "/v1/jobs/",
          "/v1/jobs//items",
          "v1/jobs",
          "*",
          "/V1/jobs",
          "/livez/x"}) {
        const Route route = router().find("GET", path);
        EXPECT_EQ(route.kind, Kind::unknown_path) << path;
        EXPECT_EQ(route.template_path, "unmatched");
    }
}

TEST(Router, RefusesMalformedEscapes) {
    for (const char* path : {"/v1/jobs/%", "/v1/jobs/%2", "/v1/jobs/%zz"}) {
        EXPECT_EQ(router().find("GET", path).kind, Kind::malformed_path) << path;
    }
}

RC_GTEST_PROP(Router, EndsOnAnyPath, (const std::string& path)) {
    const Route route = router().find("GET", "/" + path);
    RC_ASSERT(
        (route.kind == Kind::found) == (route.operation != nullptr && route.kind == Kind::found)
    );
    RC_ASSERT(!route.template_path.empty());
}

}  // namespace
}  // namespace lectern::transport::rest
