#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/decide.h"
#include "ports/clock.h"
#include "ports/store.h"
#include "services/catalog/catalog.h"
#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/second_look.h"
#include "services/records/profile_record.h"

namespace tidings::notifier {

// Some records of the event topics on their way to one commit: read, held against what is known, decided. It
// touches no port but `load`, so that the same records and the same knowledge give the same changes.
class Batch {
public:
    Batch(std::span<const ports::Record> records, const catalog::Catalog& catalog, const Options& options,
          const ports::Clock& clock, Time now);

    // How many records make one batch: a deletion begins another, since a commit erases only what was in the
    // store before it.
    static std::size_t until_erasure(std::span<const ports::Record> records);

    // Whether there are event types among them, or versions, that the catalog does not have: what is known
    // here may be older than the records.
    bool lacks_types() const;

    // Reads from the store what deciding needs.
    Result<> load(ports::Store& store);

    // Decides; fills the changes (offsets apart) and the errand. Once: the events go into the changes.
    //
    // Returns how many records it has decided, from the first on and at least one. A costly template must not
    // hold up what comes behind, so it stops when `decide_max` is over; the others are as if they had not
    // been in the batch.
    std::size_t decide(Lanes& lanes, ports::Changes& changes, Errand& errand);

    // What the decided records of one partition were.
    const std::map<ports::Partition, core::ConsumedCounts>& counts() const { return counts_; }

    // Recipients whose profile a decided record changed: what is queued for them is to be decided
    // again.
    const std::set<core::UserId>& changed_users() const { return changed_users_; }

    // The profiles that the decisions rest on, as each user's last event here has seen them.
    const Versions& versions() const { return versions_; }

private:
    struct Unreadable {
        std::string reason;
        std::string detail;
    };
    struct Item {
        const ports::Record* record;
        std::variant<core::Event, records::ProfileChange, Unreadable> what;
        const core::EventType* type = nullptr;               // events
        std::shared_ptr<const core::Recipient> recipient{};  // events: as of this record
        std::string body_hash{};                             // events
        bool fresh = false;                                  // events: the first of its key
        std::int64_t core::ConsumedCounts::* counts_as = &core::ConsumedCounts::unreadable;
        std::shared_ptr<const core::Recipient> written{};  // the profile that it makes
        bool erases = false;                               // changes
        bool is_erased = false;                            // events: came before their recipient was deleted
    };
    using Known = std::map<core::UserId, std::shared_ptr<const core::Recipient>>;

    std::variant<core::Event, records::ProfileChange, Unreadable> parse(const ports::Record& record) const;
    void walk(Known& known);
    void walk_event(Item& item, core::Event& event, Known& known);
    void walk_change(Item& item, const records::ProfileChange& change, Known& known);
    Result<> load_suppressed(ports::Store& store);

    void settle(const Item& item);
    void decide_event(Item& item, core::Event& event, Lanes& lanes, ports::Changes& changes, Errand& errand);
    void bury(const Item& item, const std::string& reason, const std::string& detail,
              ports::Changes& changes) const;

    const catalog::Catalog& catalog_;
    const Options& options_;
    const ports::Clock& clock_;
    Time now_;
    std::vector<Item> items_;
    std::unordered_map<core::EventKey, std::string> seen_;  // body hashes, of the store's and of this batch's
    std::set<ports::Changes::EventName> cancelled_;
    std::set<ports::Address> suppressed_;
    std::map<core::UserId, core::Recipient> written_;
    std::set<core::UserId> erased_;
    Versions read_;  // the profiles' as the store has them
    Versions versions_;
    std::set<core::UserId> changed_users_;
    std::map<ports::Partition, core::ConsumedCounts> counts_;
};

}  // namespace tidings::notifier
