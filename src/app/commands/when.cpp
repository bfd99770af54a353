#include "adapters/system/system_clock.h"
#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "base/time_zone.h"
#include "core/quiet_hours.h"

namespace tidings::app {

namespace {

Result<int> run_when(Invocation& invocation) {
    const Arguments& arguments = invocation.arguments;
    const TimeZone zone = TimeZone::find(arguments.value("--zone")).value();
    const auto quiet = core::QuietHours::parse(arguments.value("--quiet")).value();
    const Time at = arguments.has("--at") ? parse_rfc3339(arguments.value("--at")).value()
                                          : adapters::SystemClock().now();
    const std::string moment = format_rfc3339(core::first_not_quiet(quiet, zone, at));
    if (!print_as_json(invocation, json::object{{"at", moment}})) invocation.out << moment << '\n';
    return 0;
}

}  // namespace

CommandSpec when_command() {
    return {.name = "when",
            .section = "Offline",
            .help = "Print the moment at which a notification would go out, by someone's quiet hours",
            .examples =
                "  tidings when --zone Europe/Berlin --quiet 22:00-08:00 --at 2026-03-29T00:30:00Z\n"
                "  tidings when --zone America/New_York --quiet 21:30-07:00",
            .options = {{.name = "--zone",
                         .value = "ZONE",
                         .help = "An IANA zone, such as Europe/Berlin",
                         .required = true,
                         .check = check_zone},
                        {.name = "--quiet",
                         .value = "FROM-TO",
                         .help = "Quiet hours, such as 22:00-08:00",
                         .required = true,
                         .check = check_quiet_hours},
                        {.name = "--at",
                         .value = "TIME",
                         .help = "RFC 3339, with an offset (now)",
                         .check = check_time},
                        json_option()},
            .run = run_when};
}

}  // namespace tidings::app
