#include "transport/common/status_map.hpp"

#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace lectern::transport {
namespace {

const std::pair<ErrorCode, unsigned> table[] = {
    {ErrorCode::invalid_argument, 400},
    {ErrorCode::unauthenticated, 401},
    {ErrorCode::permission_denied, 403},
    {ErrorCode::not_found, 404},
    {ErrorCode::already_exists, 409},
    {ErrorCode::failed_precondition, 409},
    {ErrorCode::resource_exhausted, 429},
    {ErrorCode::deadline_exceeded, 504},
    {ErrorCode::cancelled, 499},
    {ErrorCode::unavailable, 503},
    {ErrorCode::unimplemented, 501},
    {ErrorCode::internal, 500},
};

TEST(StatusMap, EveryCodeHasItsStatus) {
    for (const auto& [code, status] : table)
        EXPECT_EQ(http_status(code), status) << to_string(code);
}

TEST(StatusMap, TypesAreStableAndDistinct) {
    std::set<std::string> types;
    for (const auto& [code, status] : table) types.insert(problem_type(code));
    EXPECT_EQ(types.size(), std::size(table));
    EXPECT_EQ(problem_type(ErrorCode::not_found), "https://lectern.dev/problems/not_found");
}

TEST(StatusMap, TitlesAreDistinct) {
    std::set<std::string> titles;
    for (const auto& [code, status] : table) titles.insert(problem_title(code));
    EXPECT_EQ(titles.size(), std::size(table));
}

TEST(StatusMap, GrpcCodesAreTheNamesakes) {
    for (const auto& [code, status] : table) {
        std::string name(grpc_status_name(grpc_status(code)));
        for (char& letter : name)
            letter = letter == '_' ? '_' : static_cast<char>(letter - 'A' + 'a');
        EXPECT_EQ(name, to_string(code));
    }
    EXPECT_EQ(grpc_status(ErrorCode::unauthenticated), 16);
    EXPECT_EQ(grpc_status_name(0), "OK");
    EXPECT_EQ(grpc_status_name(17), "UNKNOWN");
    EXPECT_EQ(grpc_status_name(-1), "UNKNOWN");
}

}  // namespace
}  // namespace lectern::transport
