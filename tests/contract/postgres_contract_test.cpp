#include "contract/postgres_engine.h"
#include "contract/store_against_memory.h"
#include "contract/store_contract.h"
#include "contract/store_people_contract.h"
#include "contract/store_queries_contract.h"
#include "contract/store_races_contract.h"
#include "contract/store_retention_contract.h"
#include "contract/store_waiting_contract.h"

namespace tidings::testing {
namespace {

const std::vector<StoreEngine> kPostgres = postgres_engines();

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, ::testing::ValuesIn(kPostgres));
INSTANTIATE_TEST_SUITE_P(Postgres, StoreRetention, ::testing::ValuesIn(kPostgres));
INSTANTIATE_TEST_SUITE_P(Postgres, StoreRaces, ::testing::ValuesIn(kPostgres));
INSTANTIATE_TEST_SUITE_P(Postgres, StoreQueriesContract, ::testing::ValuesIn(kPostgres));
INSTANTIATE_TEST_SUITE_P(Postgres, StoreAgainstMemory, ::testing::ValuesIn(kPostgres));

}  // namespace
}  // namespace tidings::testing
