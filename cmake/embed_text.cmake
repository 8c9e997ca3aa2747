# cmake -DOUTPUT=file -DFILE=text -P embed_text.cmake
# Writes the file's octets as string literals in short pieces: compilers bound the length of one.
file(READ ${FILE} content HEX)
string(REGEX REPLACE "(..)" "\\\\x\\1" content "${content}")
string(REGEX REPLACE "(................................................................)" "\"\\1\"\n" content "${content}")
string(REGEX REPLACE "\n([^\"\n]+)$" "\n\"\\1\"\n" content "${content}")
file(WRITE ${OUTPUT} "${content}")
