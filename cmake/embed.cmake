# Files inside the program.
#
# tidings_embed(NAME FOLDER folder PATTERNS pattern…)
#
# Makes the library `tidings_embedded_NAME`: all files below FOLDER (from the root of the repository) whose
# names match a pattern. Whoever links it includes "embedded/NAME.h" and calls `tidings::embedded::NAME()`, a
# span of EmbeddedFile sorted by path. A file that changes, comes or goes is seen by the next build.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

set(TIDINGS_EMBEDDED_HEADER [[
#pragma once

#include <span>

#include "base/embedded.h"

namespace tidings::embedded {

std::span<const EmbeddedFile> @NAME@();

}  // namespace tidings::embedded
]])

function(tidings_embed NAME)
    cmake_parse_arguments(ARG "" "FOLDER" "PATTERNS" ${ARGN})
    set(target tidings_embedded_${NAME})
    set(root ${CMAKE_SOURCE_DIR}/${ARG_FOLDER})
    list(TRANSFORM ARG_PATTERNS PREPEND ${root}/)
    file(GLOB_RECURSE files RELATIVE ${root} CONFIGURE_DEPENDS ${ARG_PATTERNS})
    list(SORT files)

    set(folder ${CMAKE_BINARY_DIR}/embedded/${NAME})
    set(list ${folder}/files.txt)
    list(JOIN files "\n" lines)
    # Both are written only when they differ, so that a new configuration alone rebuilds nothing.
    file(CONFIGURE OUTPUT ${list} CONTENT "@lines@\n" @ONLY)
    file(CONFIGURE OUTPUT ${folder}/embedded/${NAME}.h CONTENT "${TIDINGS_EMBEDDED_HEADER}" @ONLY)
    set(source ${folder}/${NAME}.cpp)
    set(script ${CMAKE_SOURCE_DIR}/tools/embed.py)
    set(inputs ${files})
    list(TRANSFORM inputs PREPEND ${root}/)
    add_custom_command(
        OUTPUT ${source}
        COMMAND Python3::Interpreter ${script} --name ${NAME} --root ${root} --list ${list} --source ${source}
        DEPENDS ${script} ${list} ${inputs}
        COMMENT "Embedding ${ARG_FOLDER}"
        VERBATIM)
    add_library(${target} STATIC ${source})
    target_include_directories(${target} PUBLIC ${folder})
    target_link_libraries(${target} PUBLIC tidings_base PRIVATE tidings_common)
endfunction()
