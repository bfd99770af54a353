#pragma once

#include "ports/clock.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "services/catalog/catalog.h"
#include "services/notifier/handover.h"
#include "services/notifier/options.h"
#include "services/notifier/topic_reader.h"
#include "services/notifier/withdrawal.h"
#include "services/records/command_record.h"

namespace tidings::notifier {

// Carries out what people asked for on the commands log. For one thread.
class Commander {
public:
    Commander(ports::EventLog& log, ports::Store& store, ports::StoreQueries& queries,
              const ports::Clock& clock, catalog::CatalogView& catalog, Handover& handover,
              Withdrawal& withdrawal, const Options& options);

    // One command; returns the number of records it was done with. Errc::conflict where others must do
    // something first, or have changed what it was about: it is read again by the next step.
    Result<std::size_t> step();

    // As TopicReader's.
    void attend() { reader_.attend(); }

private:
    Result<> take(std::span<const ports::Record> records);
    Result<> carry_out(const records::Command& command, const ports::Record& record, ports::Changes& changes,
                       Errand& errand);
    Result<> replay(const records::Replay& replay, ports::Changes& changes, Errand& errand);
    Result<> replay_record(const Uuid& id, ports::Changes& changes);
    Result<> suppress(const records::Suppress& suppress, const ports::Record& record);

    // The notification as a replay makes it: decided anew, with the current address and template.
    Result<ports::Changes::Update> decide_anew(const core::Notification& n);

    // How far the suppression that a record asks for has come: it may be read several times until all is
    // taken back that was queued at first. Who decides later knows of it.
    struct Look {
        ports::Partition partition;
        std::int64_t offset = -1;
        core::NotificationId after;
        std::vector<core::Notification> part;  // that is being taken back
        Tracker::Goal goal;
    };

    TopicReader reader_;
    ports::EventLog& log_;
    ports::Store& store_;
    ports::StoreQueries& queries_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    Handover& handover_;
    Withdrawal& withdrawal_;
    const Options& options_;
    Look look_;
};

}  // namespace tidings::notifier
