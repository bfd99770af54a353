#include "adapters/kafka/reader.h"

#include "base/log.h"

namespace tidings::adapters::kafka {

using ports::Partition;
using ports::Record;

namespace {

constexpr Duration kLookEvery = std::chrono::seconds{30};
constexpr Duration kLookPatience = std::chrono::milliseconds{200};
constexpr Duration kReachWithin = std::chrono::milliseconds{500};
constexpr Duration kJoinEvery = std::chrono::seconds{5};

}  // namespace

LoneReader::LoneReader(std::unique_ptr<Fetcher> fetcher, const ports::Clock& clock,
                       const std::vector<Partition>& partitions)
    : fetcher_(std::move(fetcher)), clock_(clock), look_at_(clock.steady() + kLookEvery) {
    for (const auto& partition : partitions) fetcher_->add(partition);
}

Result<std::vector<Record>> LoneReader::poll(std::size_t max) {
    look_for_new();
    return fetcher_->poll(max);
}

// Topics may be given more partitions while they are in use.
void LoneReader::look_for_new() {
    const SteadyTime now = clock_.steady();
    if (now < look_at_) return;
    look_at_ = now + kLookEvery;
    const auto found = fetcher_->partitions(kLookPatience);
    if (!found) return;  // what there was is read all the same, and says what is wrong
    for (const auto& partition : *found) fetcher_->add(partition);
}

SharedReader::SharedReader(Options options, const ports::Clock& clock, std::shared_ptr<Wakes> wakes,
                           std::shared_ptr<Standing> standing, const std::vector<core::Topic>& topics,
                           std::unique_ptr<Fetcher> fetcher)
    : options_(std::move(options)),
      clock_(clock),
      wakes_(std::move(wakes)),
      standing_(std::move(standing)),
      fetcher_(std::move(fetcher)) {
    for (const auto topic : topics) memberships_.push_back({topic, nullptr, {}});
}

SharedReader::~SharedReader() {
    std::vector<Member*> members;
    for (const auto& membership : memberships_) {
        if (membership.member) members.push_back(membership.member.get());
    }
    if (members.empty()) return;
    const bool hurries = standing_->left_in_vain || !members.front()->reaches_brokers(kReachWithin);
    standing_->left_in_vain = !Member::leave(members, hurries ? kLeaveAgainWithin : kLeaveWithin);
}

Result<> SharedReader::join() {
    for (auto& membership : memberships_) {
        if (auto joined = join(membership); !joined) return joined;
    }
    return {};
}

Result<> SharedReader::join(Membership& membership) {
    membership.join_at = clock_.steady() + kJoinEvery;
    auto member = Member::join(options_, clock_, wakes_, standing_, membership.topic,
                               {[this](Partition partition) { fetcher_->add(partition); },
                                [this](Partition partition) { fetcher_->remove(partition); }});
    if (!member) return member.error();
    membership.member = std::move(*member);
    return {};
}

Result<> SharedReader::serve(Membership& membership) {
    auto& member = membership.member;
    if (member && member->is_over()) {
        log::error("kafka consumer group has put this member out, perhaps for another of its instance id",
                   {{"group", group_name(options_, membership.topic)}});
        member.reset();
        fetcher_->remove_all(membership.topic);  // nobody says any more what is its own
    }
    if (member) return member->serve();
    if (clock_.steady() >= membership.join_at) return join(membership);
    return unavailable("kafka consumer group: to be joined again in a moment");
}

Result<std::vector<Record>> SharedReader::poll(std::size_t max) {
    Result<> served;
    for (auto& membership : memberships_) {
        if (auto done = serve(membership); !done) served = done;
    }
    auto records = fetcher_->poll(max);
    if (!served && records && records->empty()) return served.error();
    return records;
}

void SharedReader::tell_done(Partition partition, std::int64_t next) {
    for (const auto& membership : memberships_) {
        if (membership.topic == partition.topic && membership.member) {
            membership.member->tell_done(partition.number, next);
        }
    }
}

}  // namespace tidings::adapters::kafka
