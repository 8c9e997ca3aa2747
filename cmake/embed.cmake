# cmake -DOUTPUT=file -DFILES=a.json;b.json -P embed.cmake
# Writes one line {"set", "a", "..."} per file: the folder it is in ("" for clients), its name without
# ending, its text as string literals.
set(text "// Made by cmake/embed.cmake from engine/judge/clients.\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} content HEX)
  # Octets as \x escapes in short pieces: compilers bound the length of one literal.
  string(LENGTH "${content}" length)
  get_filename_component(set ${file} DIRECTORY)
  get_filename_component(set ${set} NAME)
  string(REGEX REPLACE "^clients$" "" set "${set}")
  string(APPEND text "{\"${set}\", \"${name}\", std::string_view(\n")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${content}" ${at} 128 piece)
    string(REGEX REPLACE "(..)" "\\\\x\\1" piece "${piece}")
    string(APPEND text "\"${piece}\"\n")
    math(EXPR at "${at} + 128")
  endwhile()
  math(EXPR octets "${length} / 2")
  string(APPEND text ", ${octets})},\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
