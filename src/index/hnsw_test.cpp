#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "index/dot.hpp"
#include "index/hnsw_builder.hpp"
#include "index/hnsw_graph.hpp"

namespace lectern::index {
namespace {

constexpr std::size_t dimensions = 32;

std::vector<float> random_vector(std::mt19937& random) {
    std::normal_distribution<float> number;
    std::vector<float> vector(dimensions);
    for (float& each : vector) each = number(random);
    normalise(vector);
    return vector;
}

class HnswTest : public testing::Test {
  protected:
    void build(std::size_t count) {
        std::mt19937 random(7);
        flat_.clear();
        for (std::size_t i = 0; i < count; ++i) {
            const auto vector = random_vector(random);
            flat_.insert(flat_.end(), vector.begin(), vector.end());
        }
        std::vector<const float*> vectors;
        for (std::size_t i = 0; i < count; ++i) vectors.push_back(flat_.data() + i * dimensions);
        section_ = build_graph(vectors, dimensions, {.degree = 12, .build_candidates = 100});
    }

    HnswGraph graph() const { return {section_, flat_.data(), dimensions}; }

    std::vector<std::uint32_t> exact(
        const std::vector<float>& query, std::size_t limit, auto accepts
    ) const {
        std::vector<Neighbour> all;
        for (std::uint32_t node = 0; node < flat_.size() / dimensions; ++node) {
            if (!accepts(node)) continue;
            const float similarity =
                dot_product(query.data(), flat_.data() + node * dimensions, dimensions);
            all.push_back({.similarity = similarity, .node = node});
        }
        std::ranges::sort(all, [](const Neighbour& left, const Neighbour& right) {
            return left < right;
        });
        std::vector<std::uint32_t> nodes;
        for (std::size_t i = 0; i < std::min(limit, all.size()); ++i) nodes.push_back(all[i].node);
        return nodes;
    }

    double recall(std::size_t candidates, auto accepts) const {
        std::mt19937 random(99);
        std::size_t found = 0;
        std::size_t wanted = 0;
        for (int i = 0; i < 50; ++i) {
            const auto query = random_vector(random);
            const auto best = exact(query, 10, accepts);
            std::set<std::uint32_t> got;
            const auto neighbours = graph().search(query.data(), candidates, accepts);
            for (const Neighbour& each : neighbours) {
                EXPECT_TRUE(accepts(each.node));
                if (got.size() < 10) got.insert(each.node);
            }
            EXPECT_TRUE(std::ranges::is_sorted(neighbours, [](const auto& a, const auto& b) {
                return a < b;
            }));
            wanted += best.size();
            for (const std::uint32_t node : best) found += got.count(node);
        }
        return static_cast<double>(found) / static_cast<double>(wanted);
    }

    std::vector<float> flat_;
    std::vector<std::byte> section_;
};

TEST_F(HnswTest, FindsNearlyAllOfTheNearest) {
    build(2000);
    EXPECT_GE(recall(128, [](std::uint32_t) { return true; }), 0.98);
}

TEST_F(HnswTest, FindsTheNearestOfThoseAccepted) {
    build(2000);
    EXPECT_GE(recall(128, [](std::uint32_t node) { return node % 5 == 0; }), 0.98);
}

TEST_F(HnswTest, FindsEverythingOfASmallGraph) {
    for (const std::size_t count : {1U, 2U, 17U}) {
        build(count);
        EXPECT_EQ(recall(64, [](std::uint32_t) { return true; }), 1.0) << count;
    }
}

TEST_F(HnswTest, LinksStayWithinTheGraphAndItsDegree) {
    build(500);
    for (std::uint32_t node = 0; node < 500; ++node) {
        const auto links = graph().links(0, node);
        EXPECT_LE(links.size(), 24U);
        const std::set<std::uint32_t> different(links.begin(), links.end());
        EXPECT_EQ(different.size(), links.size());
        EXPECT_FALSE(different.contains(node));
        EXPECT_TRUE(std::ranges::all_of(links, [](std::uint32_t link) { return link < 500; }));
    }
}

TEST_F(HnswTest, EqualInputMakesEqualBytes) {
    build(300);
    const auto first = section_;
    build(300);
    EXPECT_EQ(first, section_);
}

TEST_F(HnswTest, CopesWithEqualVectors) {
    const std::vector<float> same = {1, 0, 0, 0};
    const std::vector<const float*> vectors(100, same.data());
    const auto section = build_graph(vectors, 4, {});
    std::vector<float> flat;
    for (int i = 0; i < 100; ++i) flat.insert(flat.end(), same.begin(), same.end());
    const auto found =
        HnswGraph(section, flat.data(), 4).search(same.data(), 10, [](std::uint32_t) {
            return true;
        });
    EXPECT_EQ(found.size(), 10U);
}

}  // namespace
}  // namespace lectern::index
