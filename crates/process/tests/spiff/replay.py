"""Plays traces of our engine on SpiffWorkflow: after every act the same tasks must be open, and it must end alike.

usage: replay.py CASES.json; prints `ok N flows M acts`, or the first difference and fails. What is asked for of Spiff:
the graph (gateways, joins, multi-instance, loops, ends). Conditions are ours, so they are evaluated here.
"""

import json
import re
import sys
from io import BytesIO

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask

TAKEN = re.compile(r'^(?:\((?P<when>.*)\) and )?taken\("(?P<key>[^"]+)"\) < (?P<max>\d+)$')
EQUAL = re.compile(r'^(?P<name>\w+) = "(?P<text>\w+)"$')


def begin_anew(spec, task, _):
    """Spiff refuses a second pass through an `each` while the first one's results are there; ours begins anew."""
    spec.data_output.set(task, [])


MultiInstanceTask.init_data_output_with_input_data = begin_anew


class Conditions(PythonScriptEngine):
    def __init__(self, regions):
        super().__init__()
        self.regions = regions
        self.taken = {}

    def validate(self, expression):
        pass

    def evaluate(self, task, expression, external_context=None):
        expression = expression.strip()
        if expression == "true":
            return True
        if match := EQUAL.match(expression):
            return task.data.get(match["name"]) == match["text"]
        if match := TAKEN.match(expression):
            if match["when"] and not self.evaluate(task, match["when"]):
                return False
            key = (match["key"], self.region(task, match["key"]))
            count = self.taken.get(key, 0)
            if count >= int(match["max"]):
                return False
            self.taken[key] = count + 1
            return True
        raise ValueError(f"unknown condition: {expression}")

    def region(self, task, key):
        """Jumps count for themselves in each pass through a `together` and for each member of an `each`."""
        around = self.regions.get(key.split(".")[0])
        if around is None:
            return 0
        if around["kind"] == "each":
            return id(task.workflow)
        while task.task_spec.name != around["id"]:
            task = task.parent
        return task.id


def open_tasks(workflow, members):
    found = []
    for task in workflow.get_tasks(state=TaskState.READY, manual=True):
        step = task.task_spec.bpmn_id
        member = members.get(step)
        found.append((step if member is None else f"{step}@{task.data[member]}", task))
    return found


def play(case):
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(case["bpmn"].encode())))
    engine = Conditions(case["regions"])
    spec = parser.get_spec(case["process"])
    workflow = BpmnWorkflow(spec, parser.find_all_specs(), script_engine=engine)
    workflow.task_tree.data["people"] = list(case["people"])
    workflow.do_engine_steps()
    for number, act in enumerate(case["acts"]):
        found = open_tasks(workflow, case["members"])
        names = sorted(name for name, _ in found)
        if names != act["open"]:
            raise AssertionError(f"before act {number} {act['does']}: ours has {act['open']}, Spiff has {names}")
        task = next(task for name, task in found if name == act["does"])
        task.data[act["does"].split("@")[0]] = act["outcome"]
        task.run()
        workflow.do_engine_steps()
    left = [name for name, _ in open_tasks(workflow, case["members"])]
    if left or not workflow.is_completed():
        raise AssertionError(f"ours ended `{case['end']}`, Spiff has {left} left, completed: {workflow.is_completed()}")
    done = {task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.COMPLETED)}
    if ("flow_ended" in done) != (case["end"] == "done"):
        raise AssertionError(f"ours ended `{case['end']}`, Spiff by {sorted(i for i in done if i)}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    acts = 0
    for case in cases:
        try:
            play(case)
        except Exception as error:
            print(f"seed {case['seed']}: {type(error).__name__}: {error}")
            print(case["flow"])
            sys.exit(1)
        acts += len(case["acts"])
    print(f"ok {len(cases)} flows {acts} acts")


main()
