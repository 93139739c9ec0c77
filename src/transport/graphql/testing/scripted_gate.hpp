#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/gate.hpp"

namespace lectern::transport::graphql::testing {

/// Knows one token, refuses the operations that a test says, and remembers what was asked and how
/// it ended. Thread-safe.
class ScriptedGate final : public access::Gate {
  public:
    struct Asked {
        std::string operation;
        std::string protocol;
        std::string ended{};  ///< Empty while under way; `ok` or a code, and the target.

        bool operator==(const Asked&) const = default;
    };

    bool is_open() const override { return false; }

    Result<Principal> authenticate(
        const RequestContext&, const access::Origin&, const access::Credential& credential
    ) override {
        if (credential.token != "good")
            return fail(ErrorCode::unauthenticated, "the credential is not good");
        return Principal{.subject = "tester"};
    }

    access::Admission admit(
        const RequestContext&, const access::Origin& origin, const access::Rule& rule
    ) override {
        const std::lock_guard lock(mutex_);
        const std::string operation(rule.operation);
        asked_.push_back({.operation = operation, .protocol = std::string(origin.protocol)});
        Result<void> verdict;
        if (const auto refusal = refusals_.find(operation); refusal != refusals_.end())
            verdict = fail(refusal->second);
        return {
            std::move(verdict),
            access::Quota{
                .limit = 10,
                .remaining = 10 - asked_.size(),
                .reset = std::chrono::seconds{1},
                .window = std::chrono::seconds{2}
            },
            std::make_unique<Slot>(*this, asked_.size() - 1)
        };
    }

    void refuse(const std::string& operation, Error error) {
        const std::lock_guard lock(mutex_);
        refusals_.emplace(operation, std::move(error));
    }

    std::vector<Asked> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    std::vector<std::string> operations() const {
        std::vector<std::string> names;
        for (const Asked& one : asked()) names.push_back(one.operation);
        return names;
    }

  private:
    class Slot final : public access::Admission::Slot {
      public:
        Slot(ScriptedGate& gate, std::size_t place) : gate_(gate), place_(place) {}

        void finish(std::optional<ErrorCode> outcome, std::string_view target) override {
            const std::lock_guard lock(gate_.mutex_);
            std::string ended(outcome ? to_string(*outcome) : "ok");
            if (!target.empty()) ended.append(" ").append(target);
            gate_.asked_[place_].ended = std::move(ended);
        }

      private:
        ScriptedGate& gate_;
        const std::size_t place_;
    };

    mutable std::mutex mutex_;
    std::vector<Asked> asked_;
    std::map<std::string, Error> refusals_;
};

}  // namespace lectern::transport::graphql::testing
