#pragma once

#include "domain/job.hpp"
#include "lectern/v1/dead_letter.pb.h"
#include "lectern/v1/job.pb.h"

namespace lectern::transport::grpc {

v1::Job encode(const domain::Job& job);
v1::JobItem encode(const domain::JobItem& item);
v1::JobEvent encode(const domain::JobEvent& event);
v1::DeadLetter encode(const domain::DeadLetter& letter);

}  // namespace lectern::transport::grpc
