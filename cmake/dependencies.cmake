# Every library the program links, by the packages that `./dev setup` installs.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS json)
find_package(CURL REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
# By name: its pkg-config adds -pthread, and a target with another flag cannot share the precompiled headers.
find_library(RE2_LIBRARY re2 REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)

if(TIDINGS_TESTS)
    find_package(GTest REQUIRED)
    find_package(rapidcheck CONFIG REQUIRED)
endif()
if(TIDINGS_BENCH)
    find_package(benchmark CONFIG REQUIRED)
endif()
