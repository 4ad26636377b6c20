#include <stdio.h>

#include "arguments.h"
#include "board_profile.h"
#include "build_kind.h"
#include "machine_state.h"
#include "output_file.h"
#include "verb.h"

static void run(const struct arguments *arguments) {
  const char *path = required_option(arguments, "--output");
  const char *name = option_text(arguments, "--name");
  refuse_debug_build(arguments);
  check_output(path, (const char *const[]){NULL});
  struct machine_state machine = machine_state_read();
  const char *found = machine.board[0] ? machine.board : machine.processor;
  board_profile_write(path, name != NULL ? name : found[0] ? found : "this machine");
  printf("%s: for 'handcar convert --board %s' on the workstation\n", path, path);
}

const struct verb verb_profile = {
    .name = "profile",
    .summary = "measure this machine for the predictions of 'handcar'",
    .discussion =
        "Measures what tiles, operations and memories cost on this machine and writes the times "
        "as board.json, which --board of 'handcar' takes: convert then chooses what is fastest "
        "here. Takes ten seconds; let the machine do nothing else.",
    .usage = {"-o BOARD.json", "[--name NAME]", "[--force]"},
    .options =
        {
            {"--output", "-o", "BOARD.json", "The file to write."},
            {"--name", NULL, "NAME", "What to call the board."},
            OPTION_FORCE,
        },
    .examples =
        {
            {"handcar-run profile -o pi4.json --name my-pi4",
             "Then 'handcar convert ... --board pi4.json' on the workstation."},
        },
    .run = run,
};
