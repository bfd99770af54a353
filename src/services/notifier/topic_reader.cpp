#include "services/notifier/topic_reader.h"

#include <utility>

#include "services/notifier/dead.h"

namespace tidings::notifier {

Result<std::vector<ports::Record>> TopicReader::poll(std::size_t max) {
    if (!reader_) {
        auto reader = log_.reader({topic_}, ports::Reading::shared);
        if (!reader) return reader.error();
        reader_ = std::move(*reader);
    }
    if (std::exchange(astray_, false)) reader_->unposition();
    if (const auto positioned = position(log_, store_, *reader_, places_); !positioned)
        return positioned.error();
    return reader_->poll(max);
}

void TopicReader::attend() {
    if (reader_) static_cast<void>(reader_->poll(0));
}

void TopicReader::move_offsets(std::span<const ports::Record> records, ports::Changes& changes) const {
    std::map<ports::Partition, std::int64_t> to;
    for (const auto& record : records) to[record.partition] = record.offset + 1;
    for (const auto& [partition, offset] : to) {
        changes.offsets.push_back({partition, places_.at(partition), offset, {}});
    }
}

void TopicReader::committed(const ports::Changes& changes) {
    for (const auto& moved : changes.offsets) {
        places_[moved.partition] = moved.to;
        reader_->tell_done(moved.partition, moved.to);
    }
}

Result<> TopicReader::set_aside(const ports::Record& record, const Error& why, Time now) {
    ports::Changes changes;
    const std::array copy{bury(record, "refused", why, now, changes)};
    move_offsets(std::span(&record, 1), changes);
    if (const auto kept = log_.append(copy); !kept) return kept;
    if (const auto done = store_.commit(changes); !done) return done;
    committed(changes);
    return {};
}

}  // namespace tidings::notifier
