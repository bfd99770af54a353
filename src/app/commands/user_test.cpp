#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kUserExchanges[] = {
    {"user_get",
     {"user", "get", "u/1"},
     "GET /v1/users/u%2F1",
     "",
     R"({"email": "ada@example.com", "phone": null, "channels": {"sms": false}})",
     "email         ada@example.com\nchannels      {\"sms\":false}\n"},
    {"user_set",
     {"user", "set", "u1", "--email", "ada@example.com", "--phone", "", "--locale", "de", "--timezone",
      "Europe/Berlin", "--quiet", "22:00-08:00", "--channel", "sms=off", "--channel", "push=on", "--category",
      "orders=off"},
     "PATCH /v1/users/u1",
     R"({"email":"ada@example.com","phone":null,"locale":"de","timezone":"Europe/Berlin",)"
     R"("channels":{"sms":false,"push":true},"categories":{"orders":false},)"
     R"("quiet_hours":{"from":"22:00","to":"08:00"}})",
     R"({"id": "u1"})",
     "accepted the change of u1\n"},
    {"user_set_by_body",
     {"user", "set", "u1", "--body", R"({"quiet_hours": null})"},
     "PATCH /v1/users/u1",
     R"({"quiet_hours":null})",
     R"({"id": "u1"})",
     "accepted the change of u1\n"},
};

INSTANTIATE_TEST_SUITE_P(User, ExchangeTest, ::testing::ValuesIn(kUserExchanges), exchange_name);

}  // namespace
}  // namespace tidings::app
