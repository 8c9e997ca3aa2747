# smime_floor(name ROOMS folder... [BELOW floor...] [INSIDE library...])
#
# One static library of every source file in the given folders. A file belongs to the floor whose folder
# it stands in; there is no list to keep. BELOW is what the headers of this floor may include, INSIDE what
# its .cc files may include besides.
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)  # all_verify_interface_header_sets compiles each header alone
function(smime_floor name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ROOMS;BELOW;INSIDE")
  foreach(room IN LISTS arg_ROOMS)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${room}/*.cc)
    list(FILTER found EXCLUDE REGEX "/cli/main\\.cc$")
    list(APPEND sources ${found})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${room}/*.h)
    list(APPEND headers ${found})
  endforeach()
  add_library(${name} STATIC ${sources})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_link_libraries(${name} PUBLIC ${arg_BELOW} PRIVATE ${arg_INSIDE} smime_flags)
endfunction()
