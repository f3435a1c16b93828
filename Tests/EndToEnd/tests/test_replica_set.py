"""Replica sets, routers and load balancers: whatever happens to their members, every trace is shown and counted once."""
import threading
from datetime import datetime, timezone
from urllib.parse import quote

from harness import generate
from harness.case import MonitorTest
from harness.certificates import certificate

FAILOVER_SECONDS = 40
PASSWORD = "s3cret@set"


def new_traces(count, seed, **fixed):
    """Documents of traces of this moment."""
    traces = generate.traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.01, **fixed)
    return generate.new_documents(traces)


class SetTest(MonitorTest):
    """A replica set of three with traces in it, its first member the primary."""

    def start_set(self, count=5, **options):
        return self.start_mongo(generate.documents(generate.traces(count)), topology="replicaSet", **options)

    def members_asked(self, mongo, command="aggregate"):
        """The places of the members that ran a command."""
        return {member for member in range(len(mongo.hosts)) if command in mongo.commands(member)}

    def see_polls(self, terminal, mongo, member, count=3):
        """Waits until a member was polled some more times."""
        before = mongo.commands(member).count("aggregate")
        terminal.wait_until(lambda screen: mongo.commands(member).count("aggregate") >= before + count,
                            f"{count} more polls of member {member}", FAILOVER_SECONDS)

    def assert_spoken_well(self, mongo):
        for member in range(len(mongo.hosts)):
            self.assertEqual(mongo.log(member)["protocolErrors"], [])


class DiscoveryTest(SetTest):
    def test_all_members_given_the_primary_is_read(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 5)
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7)
        self.assertEqual(self.members_asked(mongo), {0})
        self.assertEqual(self.look(terminal).error_line, "")
        self.assert_spoken_well(mongo)

    def test_one_secondary_given_the_primary_is_found(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=f"mongodb://{mongo.hosts[2]}/?replicaSet=rs")
        self.see_total(terminal, 5)
        self.assertEqual(self.members_asked(mongo), {0})

    def test_a_read_preference_is_followed(self):
        mongo = self.start_set()
        mongo.control("change", {"tags": {"use": "reports"}}, member=2)
        tags = "readPreference=secondary&readPreferenceTags=use:reports"
        terminal = self.start_monitor(mongo=f"{mongo.url}&{tags}")
        self.see_total(terminal, 5)
        self.assertEqual(self.members_asked(mongo), {2})

    def test_one_member_asked_directly_is_read_as_a_secondary(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=f"mongodb://{mongo.hosts[1]}/?directConnection=true")
        self.see_total(terminal, 5)
        self.assertEqual(self.members_asked(mongo), {1})
        self.assertEqual(self.members_asked(mongo, "isMaster"), {1})

    def test_another_sets_name_is_an_error_that_names_it(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo.url.replace("=rs", "=other"), size=(200, 40))
        self.see(terminal, lambda dashboard: "other" in dashboard.error_line, "the set's name", FAILOVER_SECONDS)

    def test_members_with_names_of_the_inside_give_a_hint(self):
        names = [f"inside-{number}.invalid:27017" for number in range(3)]
        mongo = self.start_set(advertised=names)
        terminal = self.start_monitor(mongo=mongo)
        self.see(terminal, lambda dashboard: "directConnection=true" in dashboard.error_line, "the hint", FAILOVER_SECONDS)

    def test_login_over_tls_on_every_member(self):
        users = [{"name": "reader", "password": PASSWORD, "role": "read"}]
        mongo = self.start_set(users=users, tls={"certificateKeyFile": certificate("server")})
        login = f"reader:{quote(PASSWORD, safe='')}@"
        url = mongo.url.replace("//", f"//{login}") + f"&tls=true&tlsCAFile={certificate('ca')}"
        terminal = self.start_monitor(env={"MONGO_URL": url})
        self.see_total(terminal, 5)
        mongo.control("stepdown", {})
        mongo.insert(new_traces(1, seed=8))
        self.see_total(terminal, 6, FAILOVER_SECONDS)
        terminal.close_politely()
        self.assertNotIn(PASSWORD.encode(), bytes(terminal.output))


class FailoverTest(SetTest):
    """Ends with the exact total, held over some more polls."""

    def assert_settled(self, terminal, mongo, member, total):
        self.see_total(terminal, total, FAILOVER_SECONDS)
        self.see_polls(terminal, mongo, member)
        dashboard = self.look(terminal)
        self.assertEqual((dashboard.total, dashboard.unique), (total, total))
        self.see(terminal, lambda shown: not shown.error_line, "no error line", FAILOVER_SECONDS)
        self.assert_spoken_well(mongo)

    def test_a_stepdown_between_polls_is_survived(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo, refresh="1")
        self.see_total(terminal, 5)
        mongo.control("stepdown", {})
        mongo.insert(new_traces(3, seed=8))
        self.assert_settled(terminal, mongo, 1, 8)

    def test_a_set_without_primary_is_read_from_a_secondary(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 5)
        mongo.control("stepdown", {"electAfterMs": None})
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7, FAILOVER_SECONDS)
        mongo.control("elect", {}, member=2)
        mongo.insert(new_traces(1, seed=9))
        self.see_total(terminal, 8, FAILOVER_SECONDS)

    def test_a_killed_primary_is_survived_and_so_is_its_return(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 5)
        mongo.control("kill", {"electAfterMs": 500})
        mongo.insert(new_traces(3, seed=8))
        self.assert_settled(terminal, mongo, 1, 8)
        mongo.control("restart", {})
        mongo.control("kill", {"electAfterMs": 500}, member=1)
        mongo.insert(new_traces(2, seed=9))
        self.assert_settled(terminal, mongo, 0, 10)

    def test_a_member_that_never_answers_delays_nothing_for_long(self):
        mongo = self.start_set()
        mongo.set_faults(is_black_hole=True, member=1)
        hosts = [mongo.hosts[1], mongo.hosts[0], mongo.hosts[2]]
        terminal = self.start_monitor(mongo=f"mongodb://{','.join(hosts)}/?replicaSet=rs")
        self.see_total(terminal, 5)
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7)
        self.assertEqual(self.members_asked(mongo), {0})

    def test_a_primary_that_falls_silent_is_left_for_the_new_one(self):
        mongo = self.start_set()
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 5)
        mongo.set_faults(is_black_hole=True)
        mongo.control("elect", {}, member=2)
        mongo.insert(new_traces(3, seed=8))
        self.assert_settled(terminal, mongo, 2, 8)

    def test_what_other_processes_write_during_elections_counts_once(self):
        mongo = self.start_set(0)
        terminal = self.start_monitor(mongo=mongo, refresh="0.2")
        self.see_total(terminal, 0)
        batches = 4
        writer = threading.Thread(target=lambda: [mongo.insert_with_driver(new_traces(10, seed)) for seed in range(batches)])
        writer.start()
        for elected in (2, 1, 0):
            self.see(terminal, lambda dashboard: dashboard.total, "the first of them", FAILOVER_SECONDS)
            mongo.control("stepdown", {"to": elected, "electAfterMs": 100})
            self.see_polls(terminal, mongo, elected, 2)
        writer.join()
        self.assert_settled(terminal, mongo, 0, 10 * batches)


class RouterTest(MonitorTest):
    def test_the_routers_of_a_sharded_cluster_are_read(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)), topology="mongos", members=2)
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 5)
        member = 0 if "aggregate" in mongo.commands(0) else 1
        mongo.control("kill", {}, member)
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7, FAILOVER_SECONDS)

    def test_routers_behind_a_load_balancer_are_read(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)), topology="loadBalanced", members=2)
        terminal = self.start_monitor(mongo=f"{mongo.url}/?loadBalanced=true")
        self.see_total(terminal, 5)
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7)
        greetings = [entry["body"] for member in (0, 1) for entry in mongo.log(member)["entries"] if "hello" in entry["body"]]
        self.assertTrue(greetings and all(body["loadBalanced"] for body in greetings))
