#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::app {

struct OptionSpec;
struct PositionalSpec;

// What is wrong with the value of a flag or an argument, and what would be right, as a sentence to stand
// behind its name: `"soon" is not a time; write …`. Nothing: it is good. What only the server can know is not
// asked here.
using Complaint = std::optional<std::string>;
using Check = Complaint (*)(std::string_view value);

// The checks of values with a form, for the tables of commands.
Complaint check_time(std::string_view value);  // RFC 3339
Complaint check_duration(std::string_view value);
Complaint check_zone(std::string_view value);          // that the system knows
Complaint check_locale(std::string_view value);        // a language tag
Complaint check_known_locale(std::string_view value);  // one that dates and numbers are written in
Complaint check_quiet_hours(std::string_view value);
Complaint check_limit(std::string_view value);  // of a list
Complaint check_version(std::string_view value);
Complaint check_url(std::string_view value);
Complaint check_name(std::string_view value);   // an id, a source, a user
Complaint check_names(std::string_view value);  // several of them with commas
Complaint check_email(std::string_view value);
Complaint check_phone(std::string_view value);
Complaint check_json(std::string_view value);    // as it stands; "@FILE" and "-" are read later
Complaint check_field(std::string_view value);   // name=value
Complaint check_switch(std::string_view value);  // name=on or name=off

// The value of one that is in the table: `check`, and one of its words, or some of them with commas.
Complaint complaint_about(const OptionSpec& spec, std::string_view value);
Complaint complaint_about(const PositionalSpec& spec, std::string_view value);

}  // namespace tidings::app
