#pragma once

#include <set>
#include <span>
#include <unordered_map>

#include "core/decide.h"
#include "ports/store.h"
#include "services/catalog/catalog.h"
#include "services/notifier/second_look.h"

namespace tidings::notifier {

// What decisions about some notifications rest on, read in two queries: their recipients and which of their
// addresses are suppressed.
class Surroundings {
public:
    static Result<Surroundings> load(ports::Store& store, std::span<const core::Notification> notifications);

    // A recipient that was never written reads as an empty profile.
    const core::Recipient& recipient(const core::UserId& user) const;

    Versions versions() const;

    core::Circumstances circumstances(const core::Notification& n, const core::EventType& type,
                                      Time now) const;

private:
    std::unordered_map<core::UserId, core::Recipient> recipients_;
    std::set<ports::Address> suppressed_;
};

}  // namespace tidings::notifier
