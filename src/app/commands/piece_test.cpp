#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kPieceExchanges[] = {
    {"piece_list",
     {"piece", "list"},
     "GET /v1/pieces",
     "",
     R"({"items": [], "next_cursor": null})",
     "none\n"},
    {"piece_show",
     {"piece", "show", "layouts/a.html", "--version", "1"},
     "GET /v1/pieces/layouts%2Fa.html?version=1",
     "",
     R"({"name": "layouts/a.html", "version": 1, "source": "<p>\n"})",
     "<p>\n"},
    {"piece_versions",
     {"piece", "versions", "a/b"},
     "GET /v1/pieces/a%2Fb/versions",
     "",
     R"({"items": [{"version": 1, "at": "2026-01-01T00:00:00Z"}]})",
     "version  written\n1        2026-01-01T00:00:00Z\n"},
    {"piece_revert",
     {"piece", "revert", "a/b", "1"},
     "POST /v1/pieces/a%2Fb/revert",
     R"({"version":1})",
     R"({"name": "a/b", "version": 3})",
     "version 3 of a/b\n"},
};

INSTANTIATE_TEST_SUITE_P(Piece, ExchangeTest, ::testing::ValuesIn(kPieceExchanges), exchange_name);

}  // namespace
}  // namespace tidings::app
