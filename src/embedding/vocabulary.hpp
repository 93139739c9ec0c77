#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::embedding {

/// A token's line in the vocabulary, counted from 0.
using TokenId = std::int32_t;

/// The tokens of a WordPiece model: some start a word, those written with `##` continue one. Kept
/// as two tries whose edges lie in one hash table, so that the longest token at a place is found in
/// one walk. Thread-safe.
class Vocabulary final {
  public:
    struct Match {
        TokenId token = 0;
        std::size_t bytes = 0;  ///< Of the text; at least 1.
    };

    /// One token a line, as in BERT's `vocab.txt`. Fails with `failed_precondition` for an empty or
    /// repeated token.
    static Result<Vocabulary> parse(std::string_view lines);
    static Result<Vocabulary> load(const std::filesystem::path& file);

    /// The longest token that begins a word and that `text` begins with, e.g. `un` for `unseen`.
    std::optional<Match> longest_start(std::string_view text) const {
        return longest(start_root, text);
    }

    /// The same among those that continue a word.
    std::optional<Match> longest_continuation(std::string_view text) const {
        return longest(continuation_root, text);
    }

    /// The token written exactly so (`[CLS]`, `##ing`).
    std::optional<TokenId> find(std::string_view token) const;

    std::size_t size() const { return size_; }

  private:
    using Node = std::uint32_t;
    struct Edge {
        std::uint32_t key = 0;  ///< Node and byte, see `key_of`; 0 for a free place.
        Node target = 0;
    };
    static constexpr Node start_root = 0;
    static constexpr Node continuation_root = 1;
    static constexpr TokenId no_token = -1;

    Vocabulary();
    bool add(std::string_view token, TokenId id);
    Node child_or_new(Node node, char byte);
    void grow();
    std::size_t place_of(std::uint32_t key) const;
    std::optional<Node> child(Node node, char byte) const;
    std::optional<Match> longest(Node root, std::string_view text) const;

    std::vector<TokenId> token_at_;  ///< By node.
    std::vector<Edge> edges_;        ///< Open addressing; a power of two, at most half full.
    std::size_t edge_count_ = 0;
    std::size_t size_ = 0;
};

}  // namespace lectern::embedding
