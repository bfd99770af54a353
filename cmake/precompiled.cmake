# The headers that nearly every file needs, compiled once for all layers and once for all tests.
#
# A precompiled header serves only targets with its own flags and definitions, so each of the two has an
# interface library that carries them: `tidings_common` for the layers, `tidings_test_common` for the tests.

add_library(tidings_common INTERFACE)
target_link_libraries(tidings_common INTERFACE Boost::json Boost::headers Threads::Threads fmt::fmt)
set(TIDINGS_PCH_HEADERS
    <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view>
    <unordered_map> <variant> <vector> <boost/json/value.hpp> <boost/system/result.hpp> <fmt/format.h>)

if(TIDINGS_PCH)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch.cpp CONTENT "")
    add_library(tidings_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
    target_link_libraries(tidings_pch PRIVATE tidings_common)
    target_precompile_headers(tidings_pch PRIVATE ${TIDINGS_PCH_HEADERS})
endif()

if(TIDINGS_TESTS)
    add_library(tidings_test_common INTERFACE)
    target_link_libraries(tidings_test_common INTERFACE
        tidings_common GTest::gmock GTest::gtest_main rapidcheck)
    # What is tested is optimised, the tests themselves are not: that is a quarter of their compile time, and
    # under the address sanitizer two thirds.
    target_compile_options(tidings_test_common INTERFACE -O0 -U_FORTIFY_SOURCE)
    if(TIDINGS_PCH)
        file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_pch.cpp CONTENT "")
        add_library(tidings_test_pch STATIC ${CMAKE_BINARY_DIR}/test_pch.cpp)
        target_link_libraries(tidings_test_pch PRIVATE tidings_test_common)
        target_precompile_headers(tidings_test_pch PRIVATE
            ${TIDINGS_PCH_HEADERS} <gmock/gmock.h> <gtest/gtest.h> <rapidcheck.h> <rapidcheck/gtest.h>)
    endif()
endif()

function(tidings_precompiled TARGET OWNER)
    if(TARGET ${OWNER})
        target_precompile_headers(${TARGET} REUSE_FROM ${OWNER})
    endif()
endfunction()

# tidings_unity(TARGET): its files are compiled a few at a time, as one. Most of what a test file costs is the
# templates of GoogleTest and the standard library, which this instantiates once for all of them; a touched
# file costs its few neighbours, a matter of seconds. Files that stand together must not use one name for two
# things, not even in anonymous namespaces. Under the sanitizers the layers are compiled so as well, and more
# files at a time: those builds begin with nothing, and half of their time would be the reading of headers.
function(tidings_unity TARGET)
    set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ${TIDINGS_UNITY}
        UNITY_BUILD_BATCH_SIZE ${TIDINGS_UNITY_BATCH})
endfunction()
