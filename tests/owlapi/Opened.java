import java.io.File;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.coode.owlapi.manchesterowlsyntax.ManchesterOWLSyntaxClassExpressionParser;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.expression.ShortFormEntityChecker;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLClassExpression;
import org.semanticweb.owlapi.model.OWLNamedIndividual;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.util.BidirectionalShortFormProviderAdapter;
import org.semanticweb.owlapi.util.SimpleIRIMapper;
import org.semanticweb.owlapi.util.SimpleShortFormProvider;

/**
 * Opens an ontology as Protégé does, checks its profiles, and answers DL queries in Manchester syntax.
 *
 * Arguments: the file; for each import its IRI and its file, in pairs; then "--" and the queries.
 * Prints one finding a line, its parts separated by tabs: ontologies N · axioms N · violation PROFILE TEXT ·
 * consistent BOOLEAN · answer NUMBER IRI.
 */
public final class Opened {
    public static void main(String[] given) throws Exception {
        List<String> arguments = Arrays.asList(given);
        int end = arguments.indexOf("--");
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        for (int i = 1; i + 1 < end; i += 2) {
            manager.addIRIMapper(new SimpleIRIMapper(
                    IRI.create(arguments.get(i)), IRI.create(new File(arguments.get(i + 1)))));
        }
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        OWLOntology ontology = manager.loadOntologyFromOntologyDocument(new File(arguments.get(0)));
        int axioms = 0;
        for (OWLOntology part : manager.getOntologies()) {
            axioms += part.getAxiomCount();
        }
        out.println("ontologies\t" + manager.getOntologies().size());
        out.println("axioms\t" + axioms);
        for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
            for (OWLProfileViolation violation : profile.checkOntology(ontology).getViolations()) {
                out.println("violation\t" + profile.getName() + "\t" + violation.toString().replaceAll("\\s+", " "));
            }
        }
        List<String> queries = arguments.subList(end + 1, arguments.size());
        if (queries.isEmpty()) {
            return;
        }
        Reasoner reasoner = new Reasoner(ontology);
        out.println("consistent\t" + reasoner.isConsistent());
        ShortFormEntityChecker names = new ShortFormEntityChecker(new BidirectionalShortFormProviderAdapter(
                manager, manager.getImportsClosure(ontology), new SimpleShortFormProvider()));
        for (int number = 0; number < queries.size(); number++) {
            OWLClassExpression query = new ManchesterOWLSyntaxClassExpressionParser(
                    manager.getOWLDataFactory(), names).parse(queries.get(number));
            TreeSet<String> found = new TreeSet<String>();
            for (OWLNamedIndividual individual : reasoner.getInstances(query, false).getFlattened()) {
                found.add(individual.getIRI().toString());
            }
            for (String iri : found.isEmpty() ? Collections.<String>emptySet() : found) {
                out.println("answer\t" + number + "\t" + iri);
            }
        }
    }
}
