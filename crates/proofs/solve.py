"""An SMT-LIB solver on standard input, over the library of the `cvc5` package.

The package brings the library without the program. This is the program: it reads whole commands, runs them, and
prints what the solver answers. `--name=value` sets an option of every solver that it makes.
"""

import sys

import cvc5


class Driver:
    def __init__(self, options):
        self.options = options
        self.begin()

    def begin(self):
        """`(reset)` begins anew; the library leaves that to its program."""
        self.terms = cvc5.TermManager()
        self.solver = cvc5.Solver(self.terms)
        self.symbols = cvc5.SymbolManager(self.terms)
        self.parser = cvc5.InputParser(self.solver, self.symbols)
        for name, value in self.options:
            self.solver.setOption(name, value)

    def run(self, text):
        """True when the input ends with it."""
        self.parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "input")
        while True:
            command = self.parser.nextCommand()
            if command.isNull():
                return False
            name = command.getCommandName()
            if name == "exit":
                return True
            if name == "reset":
                self.begin()
                return False
            sys.stdout.write(str(command.invoke(self.solver, self.symbols)))
            sys.stdout.flush()


def commands(lines):
    """Splits the input where all parentheses are closed, outside strings, quoted symbols and remarks."""
    text, depth, quote = "", 0, ""
    for line in lines:
        for char in line:
            if quote:
                quote = "" if char == quote else quote
            elif char in '"|':
                quote = char
            elif char == ";":
                quote = "\n"
            elif char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
        text += line
        if depth == 0 and not quote:
            if text.strip():
                yield text
            text = ""


def main():
    options = [tuple(option[2:].split("=", 1)) for option in sys.argv[1:] if option.startswith("--") and "=" in option]
    driver = Driver(options)
    for text in commands(sys.stdin):
        if driver.run(text):
            return


main()
