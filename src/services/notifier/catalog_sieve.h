#pragma once

#include "ports/clock.h"
#include "services/notifier/topic_reader.h"

namespace tidings::notifier {

// Sets aside what nobody can read on the catalog's log. Every role reads that log for itself and leaves such
// records out; this alone keeps them among the dead ones. Where the store has an offset of the catalog, all
// before it has been looked at. For one thread.
class CatalogSieve {
public:
    CatalogSieve(ports::EventLog& log, ports::Store& store, const ports::Clock& clock)
        : log_(log), store_(store), clock_(clock), reader_(log, store, core::Topic::catalog) {}

    // Looks at one batch; returns how many records it had.
    Result<std::size_t> step();

private:
    Result<> set_aside(std::span<const ports::Record> unreadable, std::span<const Error> why);

    ports::EventLog& log_;
    ports::Store& store_;
    const ports::Clock& clock_;
    TopicReader reader_;
};

}  // namespace tidings::notifier
