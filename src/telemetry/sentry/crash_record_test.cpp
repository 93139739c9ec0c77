#include "telemetry/sentry/crash_record.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "telemetry/sentry/crash_writer.hpp"
#include "telemetry/sentry/stored_crashes.hpp"

namespace lectern::telemetry::sentry {
namespace {

const std::string record =
    "lectern-crash\t1\nrelease\tlectern@1\nenvironment\ttest\nserver\thost-1\n"
    "signal\t11\t1\tdeadbeef\ntime\t1700000000000\nprogram\t401000\n"
    "register\trax\t7\nregister\trbx\t6d6f632e616e6e61\nmodule\t400000\t2000\t0\tabcd\t/usr/bin/"
    "lectern\n"
    "thread\trequests\ncrumb\t2\t1700000000000\t2\tr1\tsecond\t\"count\":1\n"
    "crumb\t1\t1700000000000\t1\tr1\tfirst\t\n"
    "request\tr1\t4bf92f3577b34da6a3ce929d0e0e4736\t00f067aa0ba902b7\trest\t/v1/retrieve\n"
    "frame\t401100\nframe\t401200\nend\n";

TEST(CrashRecord, IsReadInFull) {
    const auto read = parse_crash_record(record);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_whole);
    const Event& event = read->event;
    EXPECT_EQ(event.level, Event::Level::fatal);
    EXPECT_EQ(event.release, "lectern@1");
    EXPECT_EQ(event.signal->address, 0xdeadbeefU);
    EXPECT_EQ(event.stack, (std::vector<std::uintptr_t>{0x401000, 0x401100, 0x401200}));
    ASSERT_EQ(event.modules.size(), 1U);
    EXPECT_EQ(event.modules[0].file, "/usr/bin/lectern");
    ASSERT_EQ(event.breadcrumbs.size(), 2U);
    EXPECT_EQ(event.breadcrumbs[0].message, "first");
    EXPECT_EQ(event.breadcrumbs[1].fields, "\"count\":1");
    EXPECT_EQ(event.trace.span_id_hex(), "00f067aa0ba902b7");
}

TEST(CrashRecord, LeavesOutRegistersThatMayHoldText) {
    // `anna.com`, as it lies in memory.
    const auto read = parse_crash_record(record);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->event.registers.size(), 1U);
    EXPECT_EQ(read->event.registers[0].first, "rax");
}

TEST(CrashRecord, IsOfUseWhereverItEnds) {
    const auto enough = record.find("program");
    for (std::size_t size = 0; size < record.find("end\n"); ++size) {
        const auto read = parse_crash_record(record.substr(0, size));
        if (size >= enough) {
            ASSERT_TRUE(read) << size;
            EXPECT_EQ(read->event.type, "SIGSEGV");
            EXPECT_FALSE(read->is_whole);
        }
    }
}

RC_GTEST_PROP(CrashRecord, TakesAnyBytes, (const std::string& bytes)) {
    RC_ASSERT(!parse_crash_record(bytes));
    const auto place = *rc::gen::inRange<std::size_t>(0, record.size());
    std::string damaged = record;
    damaged.insert(place, bytes);
    if (const auto read = parse_crash_record(damaged)) {
        Event event = read->event;
        event.id = make_event_id();
        RC_ASSERT(!to_json(event).empty());
    }
}

TEST(StoredCrashes, KeepTheNewestAndCountTheOthers) {
    const TemporaryFolder folder;
    for (int i = 0; i < 40; ++i)
        std::ofstream(folder.path() / (std::to_string(1000 + i) + "-1.crash")) << record;
    std::ofstream(folder.path() / "2000-1.crash") << "nonsense";
    auto spool = Spool::open({.folder = folder.path()});
    ASSERT_TRUE(spool);
    const auto crashes = keep_stored_crashes(*spool, nullptr, ManualClock());
    EXPECT_EQ(crashes.kept, 31U);
    EXPECT_EQ(crashes.dropped, 10U);
    EXPECT_EQ(spool->size(), 31U);
    EXPECT_TRUE(CrashWriter::find_records(folder.path()).empty());
}

}  // namespace
}  // namespace lectern::telemetry::sentry
