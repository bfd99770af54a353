#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "ports/event_log.h"
#include "ports/store.h"
#include "services/notifier/place.h"

namespace tidings::notifier {

// Reads one topic from where the store's offsets say, for a step that moves them in its commit. For one
// thread.
class TopicReader {
public:
    TopicReader(ports::EventLog& log, ports::Store& store, core::Topic topic)
        : log_(log), store_(store), topic_(topic) {}

    Result<std::vector<ports::Record>> poll(std::size_t max);

    // Gives partitions back that others ask for, where nothing is read for a while. What fails here fails
    // with the next `poll` too.
    void attend();

    // Adds to a commit that these records are done with; `committed` is to be called once it has been made.
    void move_offsets(std::span<const ports::Record> records, ports::Changes& changes) const;
    void committed(const ports::Changes& changes);

    // The store refuses what the record says: it is kept among the dead records, and done with.
    Result<> set_aside(const ports::Record& record, const Error& why, Time now);

    // The next poll begins at the store's offsets: what was polled since the last commit is read again.
    void rewind() { astray_ = true; }

private:
    ports::EventLog& log_;
    ports::Store& store_;
    core::Topic topic_;
    std::unique_ptr<ports::LogReader> reader_;
    Places places_;
    bool astray_ = false;
};

}  // namespace tidings::notifier
