#include "embedding/vocabulary.hpp"

#include <bit>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

namespace lectern::embedding {
namespace {

constexpr std::string_view continuation_prefix = "##";
constexpr std::uint32_t max_nodes = 1u << 23;

/// Never 0, which marks a free place.
std::uint32_t key_of(std::uint32_t node, char byte) {
    return ((node << 8) | static_cast<unsigned char>(byte)) + 1;
}

}  // namespace

Vocabulary::Vocabulary() : token_at_(2, no_token), edges_(1024) {}

Result<Vocabulary> Vocabulary::parse(std::string_view lines) {
    Vocabulary vocabulary;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        std::string_view token = lines.substr(0, end);
        if (token.ends_with('\r')) token.remove_suffix(1);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (!vocabulary.add(token, static_cast<TokenId>(vocabulary.size_))) {
            return fail(
                ErrorCode::failed_precondition,
                "line " + std::to_string(vocabulary.size_ + 1) +
                    " of the vocabulary is empty, repeated or too much"
            );
        }
        ++vocabulary.size_;
    }
    return vocabulary;
}

Result<Vocabulary> Vocabulary::load(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    if (!stream || !(content << stream.rdbuf())) {
        return fail(ErrorCode::failed_precondition, "cannot read " + file.string());
    }
    return parse(content.view());
}

std::optional<TokenId> Vocabulary::find(std::string_view token) const {
    const bool continues = token.starts_with(continuation_prefix);
    if (continues) token.remove_prefix(continuation_prefix.size());
    const auto match = longest(continues ? continuation_root : start_root, token);
    if (!match || match->bytes != token.size()) return std::nullopt;
    return match->token;
}

bool Vocabulary::add(std::string_view token, TokenId id) {
    const bool continues = token.starts_with(continuation_prefix);
    if (continues) token.remove_prefix(continuation_prefix.size());
    if (token.empty() || token_at_.size() + token.size() > max_nodes) return false;
    Node node = continues ? continuation_root : start_root;
    for (const char byte : token) node = child_or_new(node, byte);
    return std::exchange(token_at_[node], id) == no_token;
}

Vocabulary::Node Vocabulary::child_or_new(Node node, char byte) {
    if (auto known = child(node, byte)) return *known;
    if (2 * (edge_count_ + 1) > edges_.size()) grow();
    const auto target = static_cast<Node>(token_at_.size());
    const std::uint32_t key = key_of(node, byte);
    edges_[place_of(key)] = {key, target};
    ++edge_count_;
    token_at_.push_back(no_token);
    return target;
}

void Vocabulary::grow() {
    const std::vector<Edge> old = std::exchange(edges_, std::vector<Edge>(edges_.size() * 2));
    for (const Edge& edge : old) {
        if (edge.key != 0) edges_[place_of(edge.key)] = edge;
    }
}

/// Where `key` lies, or the free place where it would.
std::size_t Vocabulary::place_of(std::uint32_t key) const {
    constexpr std::uint32_t golden_ratio = 0x9E3779B1;  // Knuth's multiplicative hashing
    const std::size_t mask = edges_.size() - 1;
    std::size_t place = (key * golden_ratio) >> (32 - std::countr_zero(edges_.size()));
    while (edges_[place].key != 0 && edges_[place].key != key) place = (place + 1) & mask;
    return place;
}

std::optional<Vocabulary::Node> Vocabulary::child(Node node, char byte) const {
    const Edge& edge = edges_[place_of(key_of(node, byte))];
    if (edge.key == 0) return std::nullopt;
    return edge.target;
}

std::optional<Vocabulary::Match> Vocabulary::longest(Node root, std::string_view text) const {
    std::optional<Match> best;
    Node node = root;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto next = child(node, text[at]);
        if (!next) break;
        node = *next;
        if (token_at_[node] != no_token) best = Match{token_at_[node], at + 1};
    }
    return best;
}

}  // namespace lectern::embedding
