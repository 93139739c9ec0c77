#include "telemetry/sentry/testing/scripted_server.hpp"

#include <stdexcept>

#include <zlib.h>

namespace lectern::telemetry::sentry::testing {
namespace {

constexpr std::chrono::seconds patience{30};

std::string gunzip(const std::string& bytes) {
    z_stream stream{};
    ::inflateInit2(&stream, 15 + 16);
    std::string out(16U << 20, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return out;
}

}  // namespace

std::string ScriptedServer::dsn() const {
    return "http://key@127.0.0.1:" + std::to_string(port()) + "/7";
}

void ScriptedServer::answer_next(Answer answer) {
    const std::lock_guard lock(mutex_);
    next_.push_back(std::move(answer));
}

void ScriptedServer::answer_all(Answer answer) {
    const std::lock_guard lock(mutex_);
    otherwise_ = std::move(answer);
}

std::vector<ScriptedServer::Request> ScriptedServer::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return requests_.size() >= count; }))
        throw std::runtime_error("the requests did not come");
    return requests_;
}

std::vector<ScriptedServer::Request> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::optional<std::string> ScriptedServer::answer(HttpPeer::Request request) {
    if (request.headers["content-encoding"] == "gzip") request.body = gunzip(request.body);
    Answer answer;
    {
        const std::lock_guard lock(mutex_);
        answer = next_.empty() ? otherwise_ : next_.front();
        if (!next_.empty()) next_.pop_front();
        requests_.push_back(
            {.line = std::move(request.line),
             .headers = std::move(request.headers),
             .body = std::move(request.body),
             .at = std::chrono::steady_clock::now()}
        );
    }
    changed_.notify_all();
    if (answer.is_silent) return std::nullopt;
    return answer.is_garbage ? answer.body
                             : http_answer(answer.status, answer.body, answer.headers);
}

}  // namespace lectern::telemetry::sentry::testing
