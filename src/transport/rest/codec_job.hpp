#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "domain/job.hpp"

namespace lectern::transport::rest {

boost::json::object encode(const domain::Job& job);
boost::json::object encode(const domain::JobItem& item);
boost::json::object encode(const domain::JobEvent& event);
boost::json::object encode(const domain::DeadLetter& letter);

/// One server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html); without
/// `id:` when the event's is 0.
std::string encode_server_sent(const domain::JobEvent& event);

}  // namespace lectern::transport::rest
