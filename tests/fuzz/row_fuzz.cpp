// Rows of the database file, with any value in any column: they are read as values whose words are known, or
// the read fails. Lists inside a column come back as they were written.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/Exception.h>
#include <fuzzer/FuzzedDataProvider.h>

#include "adapters/sqlite/codec.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/rows.h"
#include "base/assert.h"

using namespace tidings;
namespace sqlite = adapters::sqlite;

namespace {

constexpr int kColumns = 29;  // of the widest row
constexpr const char* kRow =
    "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

void bind(sqlite::Statement& row, int column, std::string& text, FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, 4)) {
        case 0:
            row.bind_at(column, std::optional<std::int64_t>{});
            break;
        case 1:
            row.bind_at(column, input.ConsumeIntegral<std::int64_t>());
            break;
        case 2:
            row.bind_at(column, input.ConsumeIntegralInRange<std::int64_t>(0, 32));
            break;
        case 3:
            text = input.ConsumeRandomLengthString(64);
            row.bind_at(column, std::string_view(text));
            break;
        default:
            text = input.ConsumeRandomLengthString(64);
            row.bind_at(column, sqlite::Blob{text});
    }
}

void say(const core::Notification& n) {
    for (const auto word : {name(n.channel), name(n.priority), name(n.state), name(n.reason)})
        TIDINGS_ASSERT(!word.empty());
}
void say(const ports::StoredEvent& stored) {
    if (stored.event.priority) TIDINGS_ASSERT(!name(*stored.event.priority).empty());
    if (stored.event.channels) {
        for (const auto channel : *stored.event.channels) TIDINGS_ASSERT(!name(channel).empty());
    }
    for (const auto& d : stored.decisions)
        TIDINGS_ASSERT(!name(d.channel).empty() && !name(d.reason).empty());
}
void say(const core::Attempt& attempt) {
    TIDINGS_ASSERT(!name(attempt.outcome).empty());
}
void say(const ports::DeadRecord& dead) {
    TIDINGS_ASSERT(!name(dead.partition.topic).empty());
}
void say(const core::Recipient& recipient) {
    core::Faults faults;
    (void)core::Recipient::from_json(recipient.user, recipient.to_json(), faults);
}

template <class Read>
void read_row(const sqlite::Statement& row, Read read) {
    try {
        say(read(row));
    } catch (const SQLite::Exception& failure) {
        TIDINGS_ASSERT(!sqlite::error_of(failure).message.empty());
    }
}

void check_lists(FuzzedDataProvider& input) {
    ports::Headers headers;
    std::vector<std::uint64_t> numbers;
    sqlite::Writer writer;
    while (input.remaining_bytes() > 0 && numbers.size() < 20) {
        headers.emplace_back(input.ConsumeRandomLengthString(200), input.ConsumeRandomLengthString(20));
        numbers.push_back(input.ConsumeIntegral<std::uint64_t>());
        writer.number(numbers.back());
    }
    TIDINGS_ASSERT(sqlite::headers_from(sqlite::headers_to_bytes(headers)) == headers);
    sqlite::Reader reader(writer.bytes());
    for (const auto number : numbers) TIDINGS_ASSERT(reader.number() == number);
    TIDINGS_ASSERT(reader.at_end() && reader.number() == 0 && reader.text().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static sqlite::Connection connection(":memory:", sqlite::Connection::Kind::writer, 1024);
    static sqlite::Statement row(connection.handle(), kRow);
    FuzzedDataProvider input(data, size);
    std::vector<std::string> texts(kColumns);
    row.reset();
    for (int i = 0; i < kColumns; ++i) bind(row, i + 1, texts[static_cast<std::size_t>(i)], input);
    TIDINGS_ASSERT(row.step());
    read_row(row, sqlite::read_notification);
    read_row(row, sqlite::read_event);
    read_row(row, sqlite::read_attempt);
    read_row(row, sqlite::read_dead);
    read_row(row, sqlite::read_recipient);
    row.reset();
    check_lists(input);
    return 0;
}
