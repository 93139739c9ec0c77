#pragma once

#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/database.hpp"
#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// What `read_one(Connection&, key)` finds for each key, in one snapshot, in their order; the first
/// failure is that of all.
template <class Key, class ReadOne>
auto read_each(Database& database, std::span<const Key> keys, ReadOne read_one) {
    using One = typename std::invoke_result_t<ReadOne&, Connection&, const Key&>::value_type;
    return database.read([&](Connection& connection) -> Result<std::vector<One>> {
        std::vector<One> all;
        all.reserve(keys.size());
        for (const Key& key : keys) {
            auto one = read_one(connection, key);
            if (!one) return lectern::fail(std::move(one).error());
            all.push_back(std::move(*one));
        }
        return all;
    });
}

}  // namespace lectern::backends::sqlite
