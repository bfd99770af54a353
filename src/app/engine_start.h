#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/engine.h"
#include "app/signals.h"
#include "app/waiting_room.h"
#include "base/outage.h"
#include "services/catalog/catalog.h"

namespace tidings::app {

// The way of a server from its settings to what it is made of. While it waits for other servers, that is
// logged (as Outage has it, for the first time within two seconds), /readyz says what is missing, and a
// signal ends it at once.
class Start {
public:
    Start(const Settings& settings, Signals& signals) : settings_(settings), signals_(signals) {}

    // The engine, as soon as the servers behind it answer. Until then it is tried again after 0.25 s and
    // twice that each time, up to 5 s. Nothing where a signal came; an error that waiting cannot mend is
    // returned.
    Result<std::unique_ptr<Engine>> engine();

    // What is to be done with the engine before the server can run. False where a signal came first.
    bool run(const std::function<void()>& work);

    // From here on the server itself listens.
    void over() { room_.reset(); }

private:
    bool run(const std::function<void()>& work, const std::function<std::string()>& waits_for);
    Result<> tell(const Error& error, Duration pause);
    Result<> open_room(const std::string& what);

    const Settings& settings_;
    Signals& signals_;
    std::unique_ptr<WaitingRoom> room_;
    Outage outage_;
};

// Reads the whole catalog; waits for it where the log is slow. Errc::unavailable after 30 s; Errc::invalid
// where it is empty.
Result<> read_to_the_end(catalog::CatalogView& catalog);

}  // namespace tidings::app
