#include "transport/grpc/status_details.hpp"

#include <memory>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace lectern::transport::grpc {
namespace {

namespace protobuf = google::protobuf;

// The members that Lectern writes, with the numbers of google/rpc/status.proto and
// error_details.proto, as the text form of a FileDescriptorProto. In a pool of their own they clash
// with nobody's.
constexpr const char* google_rpc = R"(
    name: "google_rpc.proto"
    package: "google.rpc"
    syntax: "proto3"
    message_type {
        name: "Any"
        field { name: "type_url" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "value" number: 2 type: TYPE_BYTES label: LABEL_OPTIONAL }
    }
    message_type {
        name: "Status"
        field { name: "code" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
        field { name: "message" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "details" number: 3 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".google.rpc.Any" }
    }
    message_type {
        name: "Duration"
        field { name: "seconds" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL }
        field { name: "nanos" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
    }
    message_type {
        name: "ErrorInfo"
        field { name: "reason" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "domain" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "metadata" number: 3 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".google.rpc.ErrorInfo.MetadataEntry" }
        nested_type {
            name: "MetadataEntry"
            field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
            field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
            options { map_entry: true }
        }
    }
    message_type {
        name: "RetryInfo"
        field { name: "retry_delay" number: 1 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".google.rpc.Duration" }
    }
    message_type {
        name: "RequestInfo"
        field { name: "request_id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    }
    message_type {
        name: "FieldViolation"
        field { name: "field" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "description" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    }
    message_type {
        name: "BadRequest"
        field { name: "field_violations" number: 1 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".google.rpc.FieldViolation" }
    }
)";

class GoogleRpc {
  public:
    GoogleRpc() {
        protobuf::FileDescriptorProto file;
        EXPECT_TRUE(protobuf::TextFormat::ParseFromString(google_rpc, &file));
        EXPECT_NE(pool_.BuildFile(file), nullptr);
    }

    /// The text form, on one line; maps in the order of their keys.
    std::string print(const std::string& type, const std::string& bytes) {
        const auto* descriptor = pool_.FindMessageTypeByName("google.rpc." + type);
        const std::unique_ptr<protobuf::Message> message(factory_.GetPrototype(descriptor)->New());
        EXPECT_TRUE(message->ParseFromString(bytes)) << type;
        protobuf::TextFormat::Printer printer;
        printer.SetSingleLineMode(true);
        std::string text;
        printer.PrintToString(*message, &text);
        return text;
    }

    /// Each detail as `Type{text}`, after code and message.
    std::vector<std::string> explain(const std::string& bytes) {
        const auto* descriptor = pool_.FindMessageTypeByName("google.rpc.Status");
        const std::unique_ptr<protobuf::Message> status(factory_.GetPrototype(descriptor)->New());
        EXPECT_TRUE(status->ParseFromString(bytes));
        const auto* reflection = status->GetReflection();
        const auto field = [&](const char* name) { return descriptor->FindFieldByName(name); };
        std::vector<std::string> lines{
            std::to_string(reflection->GetInt32(*status, field("code"))),
            reflection->GetString(*status, field("message")),
        };
        for (int i = 0; i < reflection->FieldSize(*status, field("details")); ++i) {
            protobuf::Any any;
            any.ParseFromString(
                reflection->GetRepeatedMessage(*status, field("details"), i).SerializeAsString()
            );
            const std::string prefix = "type.googleapis.com/google.rpc.";
            EXPECT_TRUE(any.type_url().starts_with(prefix)) << any.type_url();
            const std::string type = any.type_url().substr(prefix.size());
            lines.push_back(type + "{" + print(type, any.value()) + "}");
        }
        return lines;
    }

  private:
    protobuf::DescriptorPool pool_{};
    protobuf::DynamicMessageFactory factory_{&pool_};
};

RequestContext context() {
    return {
        .request_id = "r-1",
        .trace =
            parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").value()
    };
}

TEST(StatusDetails, SayWhatTheOtherProtocolsSay) {
    const Error error{
        .code = ErrorCode::invalid_argument,
        .message = "/documents/3/id is too long",
        .violations = {{"/documents/3/id", "is too long"}, {"", "is empty"}},
    };
    const std::vector<std::string> expected{
        "3",
        "/documents/3/id is too long",
        R"(ErrorInfo{reason: "INVALID_ARGUMENT" domain: "lectern.dev" )"
        R"(metadata { key: "request_id" value: "r-1" } )"
        R"(metadata { key: "trace_id" value: "0af7651916cd43dd8448eb211c80319c" } })",
        R"(RequestInfo{request_id: "r-1" })",
        R"(BadRequest{field_violations { field: "/documents/3/id" description: "is too long" } )"
        R"(field_violations { description: "is empty" } })",
    };
    EXPECT_EQ(GoogleRpc().explain(encode_status_details(error, context())), expected);
}

TEST(StatusDetails, SayWhenToComeBack) {
    const Error error{
        .code = ErrorCode::unavailable,
        .message = "later",
        .retry_after = std::chrono::milliseconds{2'500},
    };
    const auto lines = GoogleRpc().explain(encode_status_details(error, {.request_id = "r-2"}));
    EXPECT_EQ(lines.back(), "RetryInfo{retry_delay { seconds: 2 nanos: 500000000 } }");
    EXPECT_EQ(lines.size(), 5U);
    EXPECT_FALSE(lines[2].contains("trace_id"));
}

TEST(StatusDetails, AtOnceIsADelayToo) {
    const Error error{
        .code = ErrorCode::resource_exhausted,
        .message = "later",
        .retry_after = std::chrono::milliseconds{0},
    };
    const auto lines = GoogleRpc().explain(encode_status_details(error, context()));
    EXPECT_EQ(lines.back(), "RetryInfo{retry_delay { } }");
}

TEST(StatusDetails, AreUtf8WhateverTheMessageQuotes) {
    const Error error{
        .code = ErrorCode::not_found,
        .message = "no \xff",
        .violations = {{"/\xc3", "is \xed\xa0\x80"}},
    };
    const auto lines = GoogleRpc().explain(encode_status_details(error, context()));
    EXPECT_EQ(lines[1], "no \xef\xbf\xbd");
}

TEST(StatusDetails, LongTextsKeepTheirLength) {
    const Error error{.code = ErrorCode::internal, .message = std::string(100'000, 'x')};
    const auto lines = GoogleRpc().explain(encode_status_details(error, context()));
    EXPECT_EQ(lines[1].size(), 100'000U);
}

}  // namespace
}  // namespace lectern::transport::grpc
