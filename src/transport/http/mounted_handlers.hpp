#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// Several handlers behind one listener, each at paths of its own; one takes the rest. Thread-safe
/// as they are.
class MountedHandlers final : public Handler {
  public:
    struct Mount {
        std::string path;  ///< Exactly this one, e.g. `/graphql`.
        Handler& handler;
    };

    /// All outlive it.
    MountedHandlers(Handler& rest, std::vector<Mount> mounts)
        : rest_(rest), mounts_(std::move(mounts)) {}

    RoutePlan plan(const RequestHead& head) override { return at(head.path).plan(head); }
    Response handle(Request& request, const RoutePlan& plan) override {
        return at(request.head.path).handle(request, plan);
    }
    void finished(const RequestHead& head, const Completion& completion) override {
        at(head.path).finished(head, completion);
    }

  private:
    Handler& at(std::string_view path) const {
        for (const Mount& mount : mounts_) {
            if (mount.path == path) return mount.handler;
        }
        return rest_;
    }

    Handler& rest_;
    const std::vector<Mount> mounts_;
};

}  // namespace lectern::transport::http
