import java.io.BufferedWriter;
import java.io.File;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.io.FileDocumentSource;
import org.semanticweb.owlapi.model.OWLAxiom;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLClassExpression;
import org.semanticweb.owlapi.model.OWLDataFactory;
import org.semanticweb.owlapi.model.OWLIndividualAxiom;
import org.semanticweb.owlapi.model.OWLLogicalAxiom;
import org.semanticweb.owlapi.model.OWLNamedIndividual;
import org.semanticweb.owlapi.model.OWLObjectProperty;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyCreationException;
import org.semanticweb.owlapi.model.OWLOntologyLoaderConfiguration;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import uk.ac.manchester.cs.owl.owlapi.turtle.parser.TurtleOntologyParser;

/**
 * What kgtool asks of the OWL API and HermiT, in one run of the Java machine.
 *
 * Arguments: an N-Triples file without imports, then the IRIs of object properties whose values are wanted; where
 * values of some individuals only are wanted, "--of" and their IRIs.
 * Prints one finding a line, its parts separated by tabs, in a fixed order:
 *
 * violation       what breaks OWL 2 DL, as the OWL API words it; with one of these, nothing else is asked
 * consistent      true or false
 * culprit         number, axiom: the axioms of the number-th set that can't all hold, none of them idle
 * unsatisfiable   class
 * wider           individual, class: not asserted, but a superclass of one that is
 * type            individual, class: neither; inferred from what the individual has to do with others
 * value           property, subject, object: inferred or asserted
 */
public final class Reasoning {
    private static final int MOST_CULPRITS = 5;

    private final OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
    private final OWLDataFactory factory = manager.getOWLDataFactory();
    private final PrintWriter out =
            new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));

    public static void main(String[] arguments) throws Exception {
        Reasoning reasoning = new Reasoning();
        reasoning.run(new File(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length));
        reasoning.out.flush();
    }

    private void run(File file, List<String> wanted) throws Exception {
        OWLOntology ontology = manager.createOntology();
        new TurtleOntologyParser().parse(new FileDocumentSource(file), ontology, new OWLOntologyLoaderConfiguration());
        Set<String> violations = new TreeSet<String>();
        for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations())
            violations.add(violation.toString().replaceAll("\\s+", " "));
        for (String violation : violations)
            print("violation", violation);
        if (!violations.isEmpty())
            return;
        Reasoner reasoner = reasoner(ontology);
        boolean consistent = reasoner.isConsistent();
        print("consistent", String.valueOf(consistent));
        if (!consistent) {
            printCulprits(ontology);
            return;
        }
        for (OWLClass one : new TreeSet<OWLClass>(reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()))
            print("unsatisfiable", one.toStringID());
        for (OWLNamedIndividual one : new TreeSet<OWLNamedIndividual>(ontology.getIndividualsInSignature())) {
            Set<OWLClass> asserted = new HashSet<OWLClass>();
            for (OWLClassExpression type : one.getTypes(ontology))
                if (!type.isAnonymous())
                    asserted.add(type.asOWLClass());
            asserted.add(factory.getOWLThing());
            Set<OWLClass> wider = new HashSet<OWLClass>();
            for (OWLClass type : asserted)
                wider.addAll(reasoner.getSuperClasses(type, false).getFlattened());
            for (OWLClass type : new TreeSet<OWLClass>(reasoner.getTypes(one, false).getFlattened()))
                if (!asserted.contains(type))
                    print(wider.contains(type) ? "wider" : "type", one.toStringID(), type.toStringID());
        }
        Set<OWLNamedIndividual> asked = new TreeSet<OWLNamedIndividual>(ontology.getIndividualsInSignature());
        int of = wanted.indexOf("--of");
        if (of >= 0) {
            asked.clear();
            for (String iri : wanted.subList(of + 1, wanted.size()))
                asked.add(factory.getOWLNamedIndividual(IRI.create(iri)));
        }
        for (String iri : of < 0 ? wanted : wanted.subList(0, of)) {
            OWLObjectProperty property = factory.getOWLObjectProperty(IRI.create(iri));
            for (OWLNamedIndividual one : asked)
                for (OWLNamedIndividual other : new TreeSet<OWLNamedIndividual>(
                        reasoner.getObjectPropertyValues(one, property).getFlattened()))
                    print("value", iri, one.toStringID(), other.toStringID());
        }
    }

    private static Reasoner reasoner(OWLOntology ontology) {
        Configuration configuration = new Configuration();
        configuration.throwInconsistentOntologyException = false;
        return new Reasoner(configuration, ontology);
    }

    /** Up to MOST_CULPRITS sets of axioms; each is found without what the earlier ones say of individuals. */
    private void printCulprits(OWLOntology ontology) throws OWLOntologyCreationException {
        List<OWLAxiom> left = new ArrayList<OWLAxiom>(new TreeSet<OWLAxiom>(ontology.getLogicalAxioms()));
        for (int number = 1; number <= MOST_CULPRITS && contradicts(left); number++) {
            List<OWLAxiom> culprits = minimal(new ArrayList<OWLAxiom>(), false, left);
            boolean moved = false;
            for (OWLAxiom culprit : new TreeSet<OWLAxiom>(culprits)) {
                print("culprit", String.valueOf(number), culprit.toString().replaceAll("\\s+", " "));
                moved |= culprit instanceof OWLIndividualAxiom && left.remove(culprit);
            }
            if (!moved)
                return;
        }
    }

    private boolean contradicts(Collection<OWLAxiom> axioms) throws OWLOntologyCreationException {
        OWLOntology part = manager.createOntology(new HashSet<OWLAxiom>(axioms));
        try {
            return !reasoner(part).isConsistent();
        } finally {
            manager.removeOntology(part);
        }
    }

    /** QuickXplain (Junker 2004): a part of `candidates` that contradicts `background`, and none of it idle. */
    private List<OWLAxiom> minimal(List<OWLAxiom> background, boolean grown, List<OWLAxiom> candidates)
            throws OWLOntologyCreationException {
        if (grown && contradicts(background))
            return new ArrayList<OWLAxiom>();
        if (candidates.size() == 1)
            return candidates;
        int half = candidates.size() / 2;
        List<OWLAxiom> first = candidates.subList(0, half);
        List<OWLAxiom> second = candidates.subList(half, candidates.size());
        List<OWLAxiom> found = minimal(joined(background, first), true, second);
        List<OWLAxiom> rest = minimal(joined(background, found), !found.isEmpty(), first);
        return joined(rest, found);
    }

    private static List<OWLAxiom> joined(List<OWLAxiom> some, List<OWLAxiom> others) {
        List<OWLAxiom> all = new ArrayList<OWLAxiom>(some);
        all.addAll(others);
        return all;
    }

    private void print(String... parts) {
        out.println(String.join("\t", parts));
    }
}
