/* A dynamic executable that reaches Handcar through libanswers.so only.
 *
 *     cc print_answers.c -L. -lanswers -Wl,-rpath,. -o print_answers
 *     ./print_answers MODEL.hcar
 */
#include <stdio.h>

#include "answers.h"

int main(int count, char **arguments) {
  float answers[64];
  if (count != 2) return 2;
  size_t size = answers_of_zeros(arguments[1], answers, sizeof answers);
  if (size == 0) {
    fprintf(stderr, "%s: cannot be run\n", arguments[1]);
    return 1;
  }
  for (size_t i = 0; i < size / sizeof(float) && i < 64; i++) printf("%g ", (double)answers[i]);
  printf("\n");
  return 0;
}
