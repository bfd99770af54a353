# The layers of the program, each a static library that sees only what stands to its left.
#
# All includes are written from src/ ("core/state.h"), yet no target has src/ on its include path. Each has a
# folder of its own under build/<preset>/layers with one link, to its own room; it reaches another room only
# by linking that room's target. An include across a wall finds no file and does not compile.

# tidings_layer(ROOM [RECURSE] [THREADS] [DEPENDS target…] [LIBRARIES library…] [PRIVATE_LIBRARIES library…]
#     [TEST_DEPENDS target…])
#
# ROOM is a folder below src/, such as `core` or `adapters/sqlite`; its target is tidings_core or
# tidings_adapters_sqlite. Sources are the room's .cpp files, tests apart; tests become `<target>_test`.
# RECURSE: with the folders below. THREADS: its tests start threads.
function(tidings_layer ROOM)
    cmake_parse_arguments(ARG "RECURSE;THREADS" "" "DEPENDS;LIBRARIES;PRIVATE_LIBRARIES;TEST_DEPENDS" ${ARGN})
    string(REPLACE "/" "_" suffix ${ROOM})
    set(target tidings_${suffix})
    set(folder ${CMAKE_SOURCE_DIR}/src/${ROOM})

    if(ARG_RECURSE)
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    else()
        file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    endif()
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

    set(include ${CMAKE_BINARY_DIR}/layers/${suffix})
    get_filename_component(parent ${include}/${ROOM} DIRECTORY)
    file(MAKE_DIRECTORY ${parent})
    file(CREATE_LINK ${folder} ${include}/${ROOM} SYMBOLIC)

    if(sources)
        add_library(${target} STATIC ${sources})
        set(scope PUBLIC)
        target_link_libraries(${target} PRIVATE tidings_common ${ARG_PRIVATE_LIBRARIES})
        tidings_precompiled(${target} tidings_pch)
        if(TIDINGS_UNITY_PROGRAM)
            tidings_unity(${target})
        endif()
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    set_property(GLOBAL APPEND PROPERTY TIDINGS_LAYERS ${target})
    target_include_directories(${target} ${scope} ${include})
    target_link_libraries(${target} ${scope} ${ARG_DEPENDS} ${ARG_LIBRARIES})

    if(TIDINGS_TESTS AND tests)
        set(threads)
        if(ARG_THREADS)
            set(threads THREADS)
        endif()
        tidings_test(${target}_test LABEL unit ${threads}
            SOURCES ${tests} DEPENDS ${target} ${ARG_TEST_DEPENDS})
    endif()
endfunction()

# How long a test program may take; with sanitizers it takes several times as long.
set(TIDINGS_TEST_SECONDS 120)
if(TIDINGS_SANITIZE)
    set(TIDINGS_TEST_SECONDS 1200)
endif()

# tidings_test(NAME LABEL label [THREADS] SOURCES file… DEPENDS target… [SERVERS server…]): one GoogleTest
# program, run as one CTest test; with real servers beside it where it names any (tests/support/servers).
# Without THREADS it starts none, and the thread sanitizer would only cost time: then there is no such test.
function(tidings_test NAME)
    cmake_parse_arguments(ARG "THREADS" "LABEL" "SOURCES;DEPENDS;LIBRARIES;SERVERS" ${ARGN})
    if(TIDINGS_SANITIZE STREQUAL "thread" AND NOT ARG_THREADS)
        return()
    endif()
    add_executable(${NAME} ${ARG_SOURCES})
    target_link_libraries(${NAME} PRIVATE ${ARG_DEPENDS} ${ARG_LIBRARIES} tidings_test_common)
    tidings_precompiled(${NAME} tidings_test_pch)
    tidings_unity(${NAME})
    set(beside)
    if(ARG_SERVERS)
        set(beside Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/support/servers/run.py ${ARG_SERVERS} --)
    endif()
    add_test(NAME ${NAME} COMMAND ${beside} $<TARGET_FILE:${NAME}> --gtest_brief=1
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${NAME} PROPERTIES
        LABELS ${ARG_LABEL} TIMEOUT ${TIDINGS_TEST_SECONDS} SKIP_RETURN_CODE 77)
endfunction()

# tidings_wall(ROOM OTHER): tests that a file in ROOM which includes a header of OTHER, a room that it may not
# see, does not compile; and that the same file does compile in OTHER, so that a wrong path proves nothing.
function(tidings_wall ROOM OTHER)
    string(REPLACE "/" "_" from ${ROOM})
    string(REPLACE "/" "_" to ${OTHER})
    file(GLOB headers RELATIVE ${CMAKE_SOURCE_DIR}/src CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${OTHER}/*.h)
    if(NOT TARGET tidings_${from} OR NOT headers)
        return()
    endif()
    list(GET headers 0 header)
    set(file ${CMAKE_BINARY_DIR}/walls/${from}_${to}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "#include \"${header}\"\n")

    foreach(side ${from} ${to})
        set(folders $<TARGET_PROPERTY:tidings_${side},INTERFACE_INCLUDE_DIRECTORIES>)
        set(test wall_${from}_${to}_seen_from_${side})
        add_test(NAME ${test} COMMAND_EXPAND_LISTS
            COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only "-I$<JOIN:${folders},;-I>" ${file})
        set_tests_properties(${test} PROPERTIES LABELS lint)
    endforeach()
    set_tests_properties(wall_${from}_${to}_seen_from_${from} PROPERTIES
        PASS_REGULAR_EXPRESSION "fatal error: '?${header}'?:? (No such file|file not found)")
endfunction()
