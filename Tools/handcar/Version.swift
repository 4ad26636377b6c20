/// The version of this tool, as releases are numbered.
let toolVersion = "0.1.0"
