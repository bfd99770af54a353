# One set of flags for every target, so that all of them can share precompiled headers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
    # A precompiled header is a file with a time stamp in it; without this ccache never hits.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
    -fno-omit-frame-pointer)
# Everything ends in a program, where no function can be replaced by another of its name: so the compiler may
# inline any. With -fPIC it may not.
add_compile_options(-fPIE)
add_link_options(-pie)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC wants this for ccache and precompiled headers together.
    add_compile_options(-fpch-preprocess)
else()
    # Clang's -Wconversion has signs too, GCC's has not in C++; one set of warnings for both. What GCC's own
    # library uses although the standard advises against it, as std::stable_sort does, is not ours to mend.
    add_compile_options(-Wno-sign-conversion -Wno-deprecated-declarations -Xclang -fno-pch-timestamp)
endif()

set(TIDINGS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
if(TIDINGS_SANITIZE)
    add_compile_options(-fsanitize=${TIDINGS_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${TIDINGS_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    # The sanitizers do not see through the functions that fortification puts in the place of memcpy and read.
    add_compile_options(-fstack-protector-strong)
    add_compile_definitions(_FORTIFY_SOURCE=2)
    add_link_options(-Wl,-z,relro,-z,now)
endif()
if(TIDINGS_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
