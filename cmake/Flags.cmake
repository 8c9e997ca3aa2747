# Flags belong to a target, not to the whole build: third-party headers stay out of them.
add_library(smime_flags INTERFACE)
target_compile_features(smime_flags INTERFACE cxx_std_20)
target_compile_options(smime_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wimplicit-fallthrough -Werror
  # g++ 12 sees faults in its own inlined std::string and std::optional that are none (GCC bugs 105651,
  # 105562); clang and its analyzer look for the real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized>)

# Hardening of what is shipped (security gate E20). Sanitizers bring their own checks.
option(SMIME_HARDENING "hardening flags" ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the floors are linked into a shared library, too
if(SMIME_HARDENING)
  target_compile_options(smime_flags INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
  target_compile_definitions(smime_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(smime_flags INTERFACE
    $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie> -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
