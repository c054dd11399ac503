# Comments as the headers have them, for Doxygen: above what they are about, or behind it. They hold no commands of its own.
/^ *\/\//{
    s,\\,\\\\,g
    s,::,\\::,g
    s,^( *)//( |$),\1///\2,
}
s,([;{}\,] +)// ,\1///< ,
