#include "index/scalar_order.hpp"

#include <cmath>

namespace lectern::index {

bool ScalarOrder::operator()(const domain::Scalar& left, const domain::Scalar& right) const {
    const ScalarRank left_rank = rank_of(left);
    const ScalarRank right_rank = rank_of(right);
    if (left_rank != right_rank) return left_rank < right_rank;
    if (left_rank == ScalarRank::boolean) return !std::get<bool>(left) && std::get<bool>(right);
    if (left_rank == ScalarRank::not_a_number) return false;
    return domain::compare(left, right) == -1;
}

ScalarRank rank_of(const domain::Scalar& value) {
    if (std::holds_alternative<bool>(value)) return ScalarRank::boolean;
    if (std::holds_alternative<std::string>(value)) return ScalarRank::text;
    const auto* real = std::get_if<double>(&value);
    return real != nullptr && std::isnan(*real) ? ScalarRank::not_a_number : ScalarRank::number;
}

}  // namespace lectern::index
